import ts from 'typescript';

/** A text as long as this is there to be read, not to be compared with. */
const PROSE = 40;

/**
 * The public API of a package as one text to be read and compared: what its bundled declarations say, without comments, sorted by name, long texts as `string`.
 *
 * @param declarations what is in dist/index.d.ts
 */
export function apiReport(declarations: string): string {
  const { statements } = parse(declarations);
  const printer = ts.createPrinter({ removeComments: true });
  const printed = statements.flatMap((statement) => {
    const [proseless] = ts.transform(statement, [withoutProse]).transformed;
    const text = printer.printNode(ts.EmitHint.Unspecified, proseless ?? statement, statement.getSourceFile());
    // One line for each exported name: so it is seen which came or went.
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) return [{ key: keyOf(statement), text }];
    return statement.exportClause.elements.map((element) => ({ key: `0 ${(element.propertyName ?? element.name).text}`, text: `export ${statement.isTypeOnly || element.isTypeOnly ? 'type ' : ''}{ ${element.getText().replace(/^type /, '')} };` }));
  });
  return `${printed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ text }) => text).join('\n')}\n`;
}

export const parse = (declarations: string): ts.SourceFile => ts.createSourceFile('api.d.ts', declarations, ts.ScriptTarget.Latest, true);

function keyOf(statement: ts.Statement): string {
  if (ts.isImportDeclaration(statement)) return ` ${statement.moduleSpecifier.getText()}`;
  const name = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0]?.name : (statement as ts.DeclarationStatement).name;
  return `1 ${name?.getText() ?? ''}`;
}

function withoutProse(context: ts.TransformationContext): ts.Transformer<ts.Statement> {
  const visit = (node: ts.Node): ts.Node =>
    ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) && node.literal.text.length > PROSE ? ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword) : ts.visitEachChild(node, visit, context);
  return (statement) => visit(statement) as ts.Statement;
}
