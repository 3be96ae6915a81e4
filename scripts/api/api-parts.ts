import ts from 'typescript';

import { parse } from './api-report.ts';
import { ANSWERED, flipped, typeRoles, type Roles } from './type-roles.ts';

/**
 * What users may count on, whose end breaks them. Or a demand on them, such as a member that they have to give or an answer that may be nothing: whose end does no harm, but which breaks
 * them where it is new in what was there before.
 */
export interface ApiPart {
  readonly text: string;
  /** A demand: the path of what it is made in. */
  readonly demandOf?: string;
}

/** The parts of an API that can come and go by themselves, by where they are: an export, a member of an interface, a parameter, a choice of a union. */
export function apiParts(report: string): ReadonlyMap<string, ApiPart> {
  const parts = new Map<string, ApiPart>();
  const source = parse(report);
  const rolesOf = typeRoles(source);
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) continue;
    if (ts.isExportDeclaration(statement)) add(statement.getText());
    else if (ts.isVariableStatement(statement)) for (const { name, type } of statement.declarationList.declarations) typed(`const ${name.getText()}`, type, ANSWERED);
    else if (ts.isTypeAliasDeclaration(statement)) typed(`type ${headOf(statement)}`, statement.type, rolesOf(statement.name.text));
    else if (ts.isInterfaceDeclaration(statement)) members(`interface ${headOf(statement)}`, statement.members, rolesOf(statement.name.text));
    else if (ts.isClassDeclaration(statement)) members(`class ${headOf(statement)}`, statement.members, ANSWERED);
    else if (ts.isFunctionDeclaration(statement)) signature(`function ${statement.name?.text ?? ''}`, statement, ANSWERED);
    else add(`${ts.SyntaxKind[statement.kind]} ${(statement as ts.DeclarationStatement).name?.getText() ?? ''}`, { text: statement.getText() });
  }
  return parts;

  function add(path: string, part: Partial<ApiPart> = {}): void {
    parts.set(path, { text: '', ...part });
  }

  /** What has no type is not looked into: it is there, or not. */
  function typed(path: string, type: ts.TypeNode | undefined, roles: Roles): void {
    if (type === undefined || !ts.isUnionTypeNode(type)) choice(path, type, roles);
    else for (const one of type.types) choice(path, one, roles, ts.isTypeLiteralNode(one) ? `${path} {${kindOf(one)}}` : path);
  }

  function choice(path: string, type: ts.TypeNode | undefined, roles: Roles, inner = path): void {
    add(path);
    if (type === undefined) return;
    if (ts.isParenthesizedTypeNode(type)) choice(path, type.type, roles);
    else if (ts.isFunctionTypeNode(type)) signature(`${path} =>`, type, roles);
    else if (ts.isTypeLiteralNode(type)) members(inner, type.members, roles, path);
    else if (ts.isTypeOperatorNode(type) && ts.isTupleTypeNode(type.type)) for (const element of type.type.elements) add(`${path} [ ${element.getText()} ]`);
    else {
      if (roles.given || isValue(type)) add(`${path} | ${type.getText()}`);
      // Who is answered is told that a literal more may come (docs/upgrading.md), but not that anything else may.
      if (roles.answered && !isValue(type)) add(`${path} may be ${type.getText()}`, { demandOf: path });
    }
  }

  function members(path: string, all: readonly (ts.TypeElement | ts.ClassElement)[], roles: Roles, home = path): void {
    add(path);
    for (const member of all) {
      if (hasModifier(member, ts.SyntaxKind.PrivateKeyword)) continue;
      const at = `${path} . ${hasModifier(member, ts.SyntaxKind.StaticKeyword) ? 'static ' : ''}${member.name?.getText() ?? ts.SyntaxKind[member.kind]}`;
      const optional = 'questionToken' in member && member.questionToken !== undefined;
      if (optional && roles.given) add(`${at} may be left out`);
      if (!optional && roles.answered) add(`${at} is there`);
      if (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member) || ts.isGetAccessor(member)) {
        if (!ts.isGetAccessor(member) && !hasModifier(member, ts.SyntaxKind.ReadonlyKeyword)) add(`${at} can be written`);
        typed(at, member.type, roles);
      } else if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member) || ts.isCallSignatureDeclaration(member)) signature(`${at}()`, member, roles);
      else add(at, { text: member.getText() });
      if (!optional && roles.given) add(`${at} has to be given`, { demandOf: home });
    }
  }

  /** Parameters that may be left out can come; whoever calls without them goes on calling. */
  function signature(name: string, { typeParameters, parameters, type }: Signature, roles: Roles): void {
    let at = name;
    for (let overload = 2; parts.has(at); overload++) at = `${name} #${String(overload)}`;
    add(at, { text: typeParameters?.map((parameter) => parameter.getText()).join(', ') ?? '' });
    parameters.forEach((parameter, index) => {
      const place = `${at} (${String(index)})`;
      const optional = parameter.questionToken !== undefined || parameter.dotDotDotToken !== undefined;
      if (optional) add(`${place} may be left out`);
      else if (roles.answered) add(`${place} has to be given`, { demandOf: at });
      typed(place, parameter.type, flipped(roles));
    });
    typed(`${at} returns`, type, roles);
  }
}

type Signature = Pick<ts.SignatureDeclaration, 'typeParameters' | 'parameters' | 'type'>;

const hasModifier = (node: ts.Node, wanted: ts.SyntaxKind): boolean => ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === wanted) === true;

/** Literals, and what is one of several by a literal in it. */
const isValue = (type: ts.TypeNode): boolean => ts.isLiteralTypeNode(type) && type.literal.kind !== ts.SyntaxKind.NullKeyword;

/** By what an object is told from the others of a union: its members that are literals. */
function kindOf({ members }: ts.TypeLiteralNode): string {
  const literals = members.filter((member) => ts.isPropertySignature(member) && member.type !== undefined && (ts.isUnionTypeNode(member.type) ? member.type.types : [member.type]).every(isValue));
  return literals.map((member) => ` ${member.name?.getText() ?? ''}: ${(member as ts.PropertySignature).type?.getText() ?? ''} `).join(',');
}

/** Name, type parameters and what it extends: a change of these is a change of all. */
function headOf(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeAliasDeclaration): string {
  const heritage = ts.isTypeAliasDeclaration(declaration) ? '' : (declaration.heritageClauses ?? []).map((clause) => ` ${clause.getText()}`).join('');
  const parameters = (declaration.typeParameters ?? []).map((parameter) => parameter.getText()).join(', ');
  return `${declaration.name?.text ?? ''}${parameters === '' ? '' : `<${parameters}>`}${heritage}`;
}
