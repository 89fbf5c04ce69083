import type { Constructor, ParameterValue } from "./cls-types.js";

/* Decorators: they cannot change the type of a member. */

export type InstanceMember = { readonly static: false; readonly private: false };

export interface MethodMarker {
  (value: CallableFunction, context: ClassMethodDecoratorContext & InstanceMember): void;
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void;
}

export interface ClassMarker {
  (target: Constructor, context: ClassDecoratorContext): void;
  (target: Constructor): void;
}

export interface ParameterMarker {
  <This, V extends ParameterValue>(
    value: ClassAccessorDecoratorTarget<This, V>,
    context: ClassAccessorDecoratorContext<This, V> & InstanceMember,
  ): ClassAccessorDecoratorResult<This, V>;
  <This, V extends ParameterValue>(
    value: undefined,
    context: ClassFieldDecoratorContext<This, V> & InstanceMember,
  ): (initial: V) => V;
  (target: object, key: string | symbol, descriptor?: PropertyDescriptor): void;
}
