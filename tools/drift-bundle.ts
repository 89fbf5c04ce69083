/** A field of a message, as the code that reads it says. */
export interface BundleField {
  readonly name: string;
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 length, 5 four bytes. */
  readonly wireType: number;
  /** What the message in it is called, if it holds one that the bundle defines. */
  readonly message: string | undefined;
}

export interface BundleMethod {
  readonly service: Service;
  /** Such as `AppList`. */
  readonly name: string;
  readonly request: string;
  readonly response: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  /** Whether code of the package calls it. */
  readonly isCalled: boolean;
}

/** What the un-minified bundle of Modal's JavaScript package says of the protocol. */
export interface Bundle {
  readonly text: string;
  readonly methods: readonly BundleMethod[];
  readonly messages: ReadonlyMap<string, readonly BundleField[]>;
}

type Service = "ModalClient" | "TaskCommandRouter";

const SERVICES: readonly Service[] = ["ModalClient", "TaskCommandRouter"];
/** What the package calls its clients of a service, where both have a method of that name. */
const CALLERS: Readonly<Record<Service, RegExp>> = {
  ModalClient: /^(?!.*router).*client$/i,
  TaskCommandRouter: /^stub$/,
};

/** @throws Error for a bundle in which there are no services or messages, such as a minified one */
export function readBundle(text: string): Bundle {
  const messages = new Map(Array.from(text.matchAll(/^var (\w+) = \{\n {2}encode\([\s\S]*?^\};$/gm), messageIn));
  const calls = Array.from(text.matchAll(/(\w+)\??\.(\w+)\(/g), ([, caller = "", name = ""]) => ({ caller, name }));
  const found = SERVICES.flatMap((service) => methodsIn(text, service));
  for (const service of SERVICES)
    if (messages.size === 0 || !found.some((method) => method.service === service))
      throw new Error(`The bundle cannot be read: it has no definition of ${service}, or no messages.`);
  const methods = found.map((method): BundleMethod => {
    const isShared = found.some(({ name, service }) => name === method.name && service !== method.service);
    const key = `${method.name.charAt(0).toLowerCase()}${method.name.slice(1)}`;
    const isCalled = calls.some(
      ({ caller, name }) => name === key && (!isShared || CALLERS[method.service].test(caller)),
    );
    return { ...method, isCalled };
  });
  return { text, methods, messages };
}

function messageIn([text, name = ""]: RegExpExecArray): [name: string, fields: BundleField[]] {
  const [, body = ""] = /^ {2}decode\([\s\S]*?switch \(tag >>> 3\) \{\n([\s\S]*?)^ {6}\}$/m.exec(text) ?? [];
  const fields = Array.from(body.matchAll(/^ {8}case (\d+): \{\n([\s\S]*?)^ {8}\}$/gm), ([, number, code = ""]) => {
    const [, tag = "0"] = /tag [!=]== (\d+)/.exec(code) ?? [];
    const [, field = ""] = /message\.(\w+)/.exec(code) ?? [];
    const [, message] = /(\w+)\.decode\(reader/.exec(code) ?? [];
    return { name: field, number: Number(number), wireType: Number(tag) & 7, message };
  });
  return [name, fields];
}

function methodsIn(text: string, service: Service): Omit<BundleMethod, "isCalled">[] {
  const [, body = ""] = new RegExp(`^var ${service}Definition = \\{\\n([\\s\\S]*?)^\\};$`, "m").exec(text) ?? [];
  const form =
    /^\s+name: "(\w+)",\n\s+requestType: (\w+),\n\s+requestStream: (\w+),\n\s+responseType: (\w+),\n\s+responseStream: (\w+)/gm;
  return Array.from(body.matchAll(form), ([, name = "", request = "", from, response = "", to]) => ({
    service,
    name,
    request,
    response,
    requestStream: from === "true",
    responseStream: to === "true",
  }));
}
