// What users export that came by the names of Modal's JavaScript SDK.
import { App, Cls, Environment, Function_, Image, Queue, Secret, Volume } from "modal-emulator";

export const temporary = async () => ({ volume: await Volume.ephemeral(), queue: await Queue.ephemeral<number>() });
export const listed = () => Environment.fromName("main").apps.list();
export const told = (app: App) => app.info({ refresh: true });
export const found = Function_.fromName<(x: number) => number>("maths", "square");
export const counted = () => found.stats({ allVariants: true });
export const fetched = () => found.logs.tail({ entries: 5 });
export const bound = () => Cls.fromName("maths", "Adder").instance({ start: 1 });
export const instance = () => found.withOptions({ cpu: 1, cpuLimit: 2 }).instance();
export const image = Image.fromRegistry("alpine", Secret.fromName("registry"));
