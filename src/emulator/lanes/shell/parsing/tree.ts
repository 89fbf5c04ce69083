import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode } from "just-bash";

export type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode };

export type WordPart = WordNode["parts"][number];
export type Part<Type extends WordPart["type"]> = Extract<WordPart, { type: Type }>;
export type Command<Type extends CommandNode["type"]> = Extract<CommandNode, { type: Type }>;
export type CompoundNode = Exclude<CommandNode, SimpleCommandNode | Command<"FunctionDef">>;
export type AssignmentNode = SimpleCommandNode["assignments"][number];
export type RedirectionNode = SimpleCommandNode["redirections"][number];
export type ConditionNode = Command<"ConditionalCommand">["expression"];
export type ParameterOperation = NonNullable<Part<"ParameterExpansion">["operation"]>;
export type Operation<Type extends ParameterOperation["type"]> = Extract<ParameterOperation, { type: Type }>;
export type BraceItem = Part<"BraceExpansion">["items"][number];
