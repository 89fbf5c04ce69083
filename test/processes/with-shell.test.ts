import { expect, test } from "vitest";
import { shellProgram } from "../../src/emulator/lanes/shell/shell-program.js";
import { FakeMachine } from "../support/fake-machine.js";

const files = {
  "/root/a.txt": "b\na\n",
  "/root/s.sh": "#!/bin/sh\necho script $1\n",
  "/root/n.sh": "echo plain $1\n",
};

test.each<[script: string, stdout: string, code?: number]>([
  ["yes | head -n 2; echo ${PIPESTATUS[@]}", "y\ny\n141 0\n"],
  ["for i in 1 2; do echo $i; done | sort -r", "2\n1\n"],
  ["sed -i.bak s/a/z/ a.txt; cat a.txt a.txt.bak; ls", "b\nz\nb\na\na.txt\na.txt.bak\nn.sh\ns.sh\n"],
  ["sed --in-place=~ -e s/a/z/ a.txt; cat a.txt a.txt~", "b\nz\nb\na\n"],
  ["sed -ni'old-*' -e s/a/z/p a.txt; cat a.txt old-a.txt", "z\nb\na\n"],
  ["sed -i s/a/z/ a.txt; sed -e s/b/y/ a.txt; ls", "y\nz\na.txt\nn.sh\ns.sh\n"],
  ["grep a <(echo ab; echo c)", "ab\n"],
  ["diff <(echo a) <(echo b)", "1c1\n< a\n---\n> b\n", 1],
  ["(head -n 1; cat) < a.txt", "b\na\n"],
  ["chmod +x s.sh n.sh; ./s.sh x; ./n.sh y", "script x\nplain y\n"],
  ["timeout 1 sh -c 'sleep 5; echo no'; echo $?", "124\n"],
  ["exec 3<a.txt; read -u 3 x; rm a.txt; read -u 3 y; echo $x $y", "b a\n"],
  ["find . -name '*.sh' | xargs -n 1 echo", "./n.sh\n./s.sh\n"],
  ["find . -name s.sh -exec sh -c 'echo $0' {} ';'", "./s.sh\n"],
  ["sleep 100 & kill $!; wait $!; echo $?", "143\n"],
  ["env A=1 sh -c 'echo $A'", "1\n"],
  ["printf '%s\\n' a b | tee f | wc -l; cat f", "2\na\nb\n"],
  ["mkfifo p; (echo via > p) & cat p", "via\n"],
  [
    "mkfifo p; [ -p p ] && [[ -p p && ! -c p ]] && test ! -f p && env test -p p && env [ -s . ] && [ -s . ] && echo fifo",
    "fifo\n",
  ],
  ["tail -f a.txt & sleep 1; echo c >> a.txt; sleep 1; kill %1", "b\na\nc\n"],
  ["sh -c 'kill -9 $$'; echo $?", "137\n"],
  ["seq 3 | while read i; do echo n$i; done", "n1\nn2\nn3\n"],
  ["date +%T; sleep 90; date +%T", "10:30:00\n10:31:30\n"],
  ["nohup sh -c 'kill -HUP $$; echo here'", "here\n"],
  ["xargs -I{} sh -c 'echo {}!' <<< q", "q!\n"],
  ["seq 5 | split -l 2 - p.; head p.*", "==> p.aa <==\n1\n2\n\n==> p.ab <==\n3\n4\n\n==> p.ac <==\n5\n"],
  ["printf abcde | split -d -b 2 -a 3; cat x000 x002", "abe"],
  ["split -b 0 a.txt || echo $?", "1\n"],
  ["exec date +%F", "2024-01-15\n"],
])("%s", async (script, stdout, code = 0) => {
  const fake = new FakeMachine({ files });
  for (const name of ["sh", "bash"]) fake.add(name, shellProgram);
  expect(await fake.run(["bash", "-c", script])).toMatchObject({ stdout, code });
  expect(fake.machine.processes.size).toBe(0);
});
