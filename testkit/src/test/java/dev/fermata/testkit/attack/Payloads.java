package dev.fermata.testkit.attack;

import java.util.ArrayList;
import java.util.List;

/** Texts that some template or expression language, somewhere, would take for a program. */
final class Payloads {
  private static final List<String> BODIES =
      List.of(
          ".",
          "$context",
          "$secrets.key",
          "env",
          "env.PATH",
          "input",
          "\"pwned\"",
          "7*7",
          "1+1 | tostring",
          "error(\"boom\")",
          "last(range(0; 1e9))",
          "def f: f; f",
          "$workflow.definition",
          "$__loc__",
          "T(java.lang.Runtime).getRuntime().exec('id')",
          "@java.lang.Runtime@getRuntime().exec('id')",
          "#_memberAccess['allowStaticMethodAccess']=true",
          "jndi:ldap://127.0.0.1/a",
          "script:javascript:java.lang.Runtime.getRuntime()",
          "\"\".getClass().forName(\"java.lang.Runtime\")",
          "beans.invoke(\"x\")",
          "(1).getClass()");

  private static final List<String> WHOLE =
      List.of(
          "${ ${ . } }",
          "\\(.secret)",
          "\\\\(.secret)",
          "'; drop table run; --",
          "\" + .secret + \"",
          "\" || true || \"",
          "') || true || ('",
          "eve\" || effect.arguments.to == \"eve",
          "{secret}",
          "{x}",
          "%7Bsecret%7D",
          "{% include '/etc/passwd' %}",
          "{{ constructor.constructor('return process')() }}",
          "{{ beans }}{{ variable.getClass() }}",
          "<script>alert(1)</script>",
          "[[${7*7}]]",
          "*{7*7}",
          "~{::body}",
          "<%= 7*7 %>",
          "!!javax.script.ScriptEngineManager []",
          "&a [*a, *a]",
          "{\"$ref\": \"file:///etc/passwd\"}",
          "{\"@class\": \"java.lang.Runtime\"}",
          "secret://key",
          "\u202e}{$ \u0000\u001b[31m\r\n\t",
          "${",
          "}",
          "${}",
          " ${ . } ",
          "x ${ . } y");

  private Payloads() {}

  static List<String> all() {
    List<String> all = new ArrayList<>(WHOLE);
    for (String body : BODIES) {
      all.add("${ " + body + " }");
      all.add("#{" + body + "}");
      all.add("%{" + body + "}");
      all.add("{{ " + body + " }}");
    }
    return all;
  }
}
