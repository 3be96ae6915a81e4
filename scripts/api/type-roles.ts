import ts from 'typescript';

/** Who makes the values of a type: callers give them, or the package answers with them; both where it is not known. */
export interface Roles {
  readonly given: boolean;
  readonly answered: boolean;
}

export const ANSWERED: Roles = { given: false, answered: true };

/** What a function takes is made by the other side than what it returns. */
export const flipped = ({ given, answered }: Roles): Roles => ({ given: answered, answered: given });

/** The roles of the named types of a report, by how they are reached from functions, classes and constants. */
export function typeRoles(source: ts.SourceFile): (name: string) => Roles {
  const declared = new Map(source.statements.flatMap((statement) => (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ? [[statement.name.text, statement] as const] : [])));
  const reached = { given: new Set<string>(), answered: new Set<string>() };
  for (const statement of source.statements) if (!declared.has((statement as ts.DeclarationStatement).name?.getText() ?? '')) walk(statement, 'answered');
  return (name) => {
    const roles = { given: reached.given.has(name), answered: reached.answered.has(name) };
    return roles.given || roles.answered ? roles : { given: true, answered: true };
  };

  function walk(node: ts.Node, role: keyof Roles): void {
    if (ts.isParameter(node)) role = role === 'given' ? 'answered' : 'given';
    const named = ts.isTypeReferenceNode(node) ? node.typeName : ts.isExpressionWithTypeArguments(node) ? node.expression : undefined;
    const declaration = declared.get(named?.getText() ?? '');
    if (named !== undefined && declaration !== undefined && !reached[role].has(named.getText())) {
      reached[role].add(named.getText());
      walk(declaration, role);
    }
    ts.forEachChild(node, (child) => walk(child, role));
  }
}
