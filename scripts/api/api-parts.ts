import ts from 'typescript';

import { parse } from './api-report.ts';

export interface ApiPart {
  readonly text: string;
  /** A member that callers have to give: who does not know of it can no longer call. */
  readonly demands: boolean;
}

/** The parts of an API that can come and go by themselves, by where they are: an export, a member of an interface, a choice of a union. */
export function apiParts(report: string): ReadonlyMap<string, ApiPart> {
  const parts = new Map<string, ApiPart>();
  const source = parse(report);
  const given = givenTypes(source);
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) continue;
    if (ts.isExportDeclaration(statement)) parts.set(statement.getText(), { text: '', demands: false });
    else if (ts.isVariableStatement(statement)) for (const { name, type } of statement.declarationList.declarations) add(`const ${name.getText()}`, type, false);
    else if (ts.isTypeAliasDeclaration(statement)) add(`type ${headOf(statement)}`, statement.type, given.has(statement.name.text));
    else if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) members(`${ts.isClassDeclaration(statement) ? 'class' : 'interface'} ${headOf(statement)}`, statement.members, given.has(statement.name?.text ?? ''));
    else parts.set(`${ts.SyntaxKind[statement.kind]} ${(statement as ts.DeclarationStatement).name?.getText() ?? ''}`, { text: statement.getText(), demands: false });
  }
  return parts;

  function members(path: string, all: readonly (ts.TypeElement | ts.ClassElement)[], isGiven: boolean): void {
    parts.set(path, { text: '', demands: false });
    for (const member of all) {
      if (ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) continue;
      const optional = 'questionToken' in member && member.questionToken !== undefined;
      // Overloads and signatures without a name are told apart by what they say.
      const at = `${path} . ${member.name?.getText() ?? member.getText()}${ts.isMethodSignature(member) || ts.isMethodDeclaration(member) ? '()' : ''}`;
      const { type } = member as ts.PropertySignature;
      if (ts.isPropertySignature(member) && type !== undefined && (ts.isTypeLiteralNode(type) || ts.isUnionTypeNode(type))) {
        parts.set(`${at} is ${optional ? 'optional' : 'there'}`, { text: '', demands: isGiven && !optional });
        add(at, type, isGiven);
      } else parts.set(at, { text: member.getText(), demands: isGiven && !optional });
    }
  }

  function add(path: string, type: ts.TypeNode | undefined, isGiven: boolean): void {
    if (type === undefined) parts.set(path, { text: '', demands: false });
    else if (ts.isTypeLiteralNode(type)) members(path, type.members, isGiven);
    else if (ts.isUnionTypeNode(type)) for (const choice of type.types) parts.set(`${path} | ${choice.getText()}`, { text: '', demands: false });
    else if (ts.isTypeOperatorNode(type) && ts.isTupleTypeNode(type.type)) for (const element of type.type.elements) parts.set(`${path} [ ${element.getText()} ]`, { text: '', demands: false });
    else parts.set(path, { text: type.getText(), demands: false });
  }
}

/** Name, type parameters and what it extends: a change of these is a change of all. */
function headOf(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeAliasDeclaration): string {
  const heritage = ts.isTypeAliasDeclaration(declaration) ? '' : (declaration.heritageClauses ?? []).map((clause) => ` ${clause.getText()}`).join('');
  const parameters = (declaration.typeParameters ?? []).map((parameter) => parameter.getText()).join(', ');
  return `${declaration.name?.text ?? ''}${parameters === '' ? '' : `<${parameters}>`}${heritage}`;
}

/** Names of the types that callers give: those of parameters, and of what is in them. */
function givenTypes(source: ts.SourceFile): ReadonlySet<string> {
  const declared = new Map(source.statements.flatMap((statement) => (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ? [[statement.name.text, statement] as const] : [])));
  const given = new Set<string>();
  const collect = (node: ts.Node): void => {
    if (ts.isFunctionTypeNode(node)) return collect(node.type);
    if (ts.isMethodSignature(node)) return;
    const name = ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node) ? (ts.isTypeReferenceNode(node) ? node.typeName : node.expression).getText() : undefined;
    const declaration = name === undefined || given.has(name) ? undefined : declared.get(name);
    if (name !== undefined && declaration !== undefined) {
      given.add(name);
      collect(declaration);
    }
    ts.forEachChild(node, collect);
  };
  const parameters = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) || ts.isMethodSignature(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)) for (const { type } of node.parameters) if (type !== undefined) collect(type);
    if (!ts.isTypeNode(node)) ts.forEachChild(node, parameters);
  };
  ts.forEachChild(source, parameters);
  return given;
}
