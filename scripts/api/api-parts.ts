import ts from 'typescript';

import { parse } from './api-report.ts';

export interface ApiPart {
  readonly text: string;
  /** What breaks its users where this is new in it: a type with a member that callers now have to give, or an answer that may now be nothing. */
  readonly breaks?: string;
}

/** The parts of an API that can come and go by themselves, by where they are: an export, a member of an interface, a choice of a union. */
export function apiParts(report: string): ReadonlyMap<string, ApiPart> {
  const parts = new Map<string, ApiPart>();
  const source = parse(report);
  const given = givenTypes(source);
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) continue;
    if (ts.isExportDeclaration(statement)) parts.set(statement.getText(), { text: '' });
    else if (ts.isVariableStatement(statement)) for (const { name, type } of statement.declarationList.declarations) add(`const ${name.getText()}`, type, false);
    else if (ts.isTypeAliasDeclaration(statement)) add(`type ${headOf(statement)}`, statement.type, given.has(statement.name.text));
    else if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) members(`${ts.isClassDeclaration(statement) ? 'class' : 'interface'} ${headOf(statement)}`, statement.members, given.has(statement.name?.text ?? ''));
    else {
      const at = `${ts.SyntaxKind[statement.kind]} ${(statement as ts.DeclarationStatement).name?.getText() ?? ''}`;
      // Further overloads of a name are told apart by what they say.
      parts.set(parts.has(at) ? `${at} = ${statement.getText()}` : at, { text: statement.getText() });
    }
  }
  return parts;

  function members(path: string, all: readonly (ts.TypeElement | ts.ClassElement)[], isGiven: boolean): void {
    parts.set(path, { text: '' });
    for (const member of all) {
      if (ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) continue;
      const optional = 'questionToken' in member && member.questionToken !== undefined;
      // Overloads and signatures without a name are told apart by what they say.
      const at = `${path} . ${member.name?.getText() ?? member.getText()}${ts.isMethodSignature(member) || ts.isMethodDeclaration(member) ? '()' : ''}`;
      const { type } = member as ts.PropertySignature;
      if (ts.isPropertySignature(member) && type !== undefined && (ts.isTypeLiteralNode(type) || ts.isUnionTypeNode(type))) {
        parts.set(`${at} is ${optional ? 'optional' : 'there'}`, { text: '', ...(isGiven && !optional && { breaks: path }) });
        const isReadonly = ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) === true;
        if (!isReadonly) parts.set(`${at} can be written`, { text: '' });
        add(at, type, isGiven);
      } else parts.set(at, { text: member.getText(), ...(isGiven && !optional && { breaks: path }) });
    }
  }

  function add(path: string, type: ts.TypeNode | undefined, isGiven: boolean): void {
    if (type === undefined) parts.set(path, { text: '' });
    else if (ts.isTypeLiteralNode(type)) members(path, type.members, isGiven);
    else if (ts.isUnionTypeNode(type)) {
      parts.set(`${path} is a choice`, { text: '' });
      for (const choice of type.types) parts.set(`${path} | ${choice.getText()}`, { text: '', ...(!isGiven && /^(?:undefined|null)$/.test(choice.getText()) && { breaks: `${path} is a choice` }) });
    }
    else if (ts.isTypeOperatorNode(type) && ts.isTupleTypeNode(type.type)) for (const element of type.type.elements) parts.set(`${path} [ ${element.getText()} ]`, { text: '' });
    else parts.set(path, { text: type.getText() });
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
