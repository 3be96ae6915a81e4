// A plugin of typedoc: what zod's types are made of inside, which the compiler knows as defaults of their parameters, is left out of signatures.
import { makeRecursiveVisitor, ReflectionKind, RendererEvent } from 'typedoc';

const withoutDefaults = makeRecursiveVisitor({
  reference(type) {
    const isInner = ({ name }) => name?.endsWith('Internals');
    if (type.name.startsWith('$Zod') || type.typeArguments?.some(isInner)) type.typeArguments = undefined;
  },
});

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.renderer.on(RendererEvent.BEGIN, ({ project }) => {
    for (const { type, default: byDefault } of project.getReflectionsByKind(ReflectionKind.All)) for (const shown of [type, byDefault]) if (typeof shown?.visit === 'function') shown.visit(withoutDefaults);
  });
}
