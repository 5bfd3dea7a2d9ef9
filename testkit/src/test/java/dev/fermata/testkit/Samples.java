package dev.fermata.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

/** Small workflows of every kind, for tests that try the same hardship on all of them. */
final class Samples {
  /** By name; each gets the input {@code { n: 1, list: [ 1, 2, 3 ] }}. */
  static final Map<String, String> ALL = new LinkedHashMap<>();

  private Samples() {}

  static {
    ALL.put("set", "do: [ { a: { set: { n: '${ .n + 1 }' } } } ]");
    ALL.put("read", "do: [ { a: { call: agent, with: { agent: scorer } } } ]");
    ALL.put("unkeyed", "do: [ { a: { call: tool, with: { server: bank, name: book } } } ]");
    ALL.put("keyed", "do: [ { a: { call: tool, with: { server: bank, name: pay } } } ]");
    ALL.put("checked", "do: [ { a: { call: tool, with: { server: bank, name: order } } } ]");
    ALL.put(
        "checked and retried",
        """
        do:
          - safe:
              try:
                - both:
                    fork:
                      branches:
                        - a: { call: tool, with: { server: bank, name: order } }
                        - b: { call: tool, with: { server: bank, name: pledge } }
                - c: { raise: { error: { type: 'https://x.dev/no', status: 422 } } }
              catch:
                retry: { delay: PT10S, limit: { attempt: { count: 1 } } }
                do: [ { d: { call: tool, with: { server: bank, name: order } } } ]
        """);
    ALL.put(
        "chain",
        """
        do:
          - a: { call: agent, with: { agent: scorer } }
          - b: { call: tool, with: { server: bank, name: book } }
          - c: { call: tool, with: { server: bank, name: pay } }
          - d: { set: '${ { all: . } }' }
        """);
    ALL.put(
        "nested",
        """
        do:
          - a: { do: [ { b: { do: [ { c: { call: agent, with: { agent: mailer } } } ] } } ] }
          - d: { call: agent, with: { agent: scorer } }
        """);
    ALL.put(
        "switch",
        """
        do:
          - a: { call: agent, with: { agent: scorer } }
          - b: { switch: [ { yes: { when: '.call == 1', then: d } }, { no: { then: end } } ] }
          - c: { set: { never: true } }
          - d: { call: tool, with: { server: bank, name: book } }
        """);
    ALL.put(
        "circle",
        """
        do:
          - a: { call: agent, with: { agent: mailer, input: '${ .n }' } , output: { as: '${ $input }' } }
          - b: { set: { n: '${ .n + 1 }' } }
          - c: { switch: [ { more: { when: .n < 4, then: a } }, { no: { then: end } } ] }
        """);
    ALL.put(
        "loop",
        """
        do:
          - each:
              for: { each: x, in: '${ .list }' }
              do:
                - pay: { call: tool, with: { server: bank, name: pay, arguments: { x: '${ $x }' } } }
                - book: { call: tool, with: { server: bank, name: book, arguments: { x: '${ $x }' } } }
        """);
    ALL.put(
        "fork",
        """
        do:
          - all:
              fork:
                branches:
                  - a: { call: agent, with: { agent: scorer } }
                  - b: { call: agent, with: { agent: mailer } }
                  - c: { call: tool, with: { server: bank, name: pay } }
                  - d: { wait: PT1M }
        """);
    ALL.put(
        "forked blocks",
        """
        do:
          - all:
              fork:
                branches:
                  - a:
                      do:
                        - a1: { call: agent, with: { agent: mailer } }
                        - a2: { wait: PT1M }
                        - a3: { call: tool, with: { server: bank, name: book } }
                  - b: { do: [ { b1: { call: agent, with: { agent: scorer } } } ] }
        """);
    ALL.put(
        "wait", "do: [ { a: { wait: PT1H } }, { b: { call: agent, with: { agent: mailer } } } ]");
    ALL.put(
        "human",
        """
        do:
          - a: { call: agent, with: { agent: mailer } }
          - b: { call: human, with: { team: clerks, question: Go?, answers: { go: on }, due: PT4H } }
          - c: { call: tool, with: { server: bank, name: book } }
        """);
    ALL.put(
        "escalation",
        """
        do:
          - b:
              call: human
              with:
                { team: nobody, question: Go?, answers: { go: on }, due: PT4H, escalate: [ clerks ] }
        """);
    ALL.put(
        "deadline",
        """
        do:
          - b:
              call: human
              with: { team: nobody, question: Go?, answers: { go: on }, due: PT4H, otherwise: go }
          - c: { call: agent, with: { agent: mailer } }
        """);
    ALL.put(
        "panel",
        """
        do:
          - a:
              call: panel
              with:
                members: { x: { agent: scorer }, y: { agent: mailer } }
                agreeOn: same
                conflict: { by: raise }
        """);
    ALL.put(
        "conflict",
        """
        do:
          - a:
              call: panel
              with:
                members: { x: { agent: scorer }, y: { agent: mailer } }
                agreeOn: by
                conflict:
                  { by: person, team: clerks, question: Which?, answers: { go: on }, due: PT4H }
        """);
    ALL.put(
        "caught",
        """
        do:
          - safe:
              try:
                - a: { call: agent, with: { agent: mailer } }
                - b: { raise: { error: { type: 'https://x.dev/no', status: 422 } } }
              catch: { do: [ { c: { call: tool, with: { server: bank, name: book } } } ] }
        """);
    ALL.put(
        "retried",
        """
        do:
          - safe:
              try:
                - a: { call: agent, with: { agent: mailer } }
                - b: { call: tool, with: { server: bank, name: pay } }
                - c: { raise: { error: { type: 'https://x.dev/no', status: 422 } } }
              catch:
                retry: { delay: PT10S, limit: { attempt: { count: 2 } } }
                do: [ { d: { call: tool, with: { server: bank, name: book } } } ]
        """);
    ALL.put(
        "retried beside",
        """
        do:
          - safe:
              try:
                - both:
                    fork:
                      branches:
                        - a: { call: agent, with: { agent: mailer } }
                        - b:
                            do:
                              - nap: { wait: PT1S }
                              - fail: { raise: { error: { type: 'https://x.dev/no', status: 422 } } }
              catch:
                retry: { delay: PT10S, limit: { attempt: { count: 2 } } }
                do: [ { d: { call: tool, with: { server: bank, name: book } } } ]
        """);
    ALL.put(
        "export",
        """
        output: { as: '${ $context }' }
        do:
          - a: { call: agent, with: { agent: mailer }, export: { as: '${ { a: .call } }' } }
          - b: { call: tool, with: { server: bank, name: pay }, export: { as: '${ $context + { b: .call } }' } }
        """);
    ALL.put(
        "shaped",
        """
        do:
          - a:
              timeout: { after: PT1H }
              input: { from: '${ .list }' }
              call: tool
              with: { server: bank, name: book, arguments: { sum: '${ add }' } }
              output: { as: '${ { got: ., had: $input } }' }
          - b: { if: '.had | length == 3', call: agent, with: { agent: mailer } }
        """);
  }
}
