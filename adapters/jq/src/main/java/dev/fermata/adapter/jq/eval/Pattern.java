package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes a value apart and binds names to its parts. Every pattern adds its slots in the order in
 * which the parser declares its names.
 */
public sealed interface Pattern {
  /**
   * Binds the names of this pattern.
   *
   * @param in the input of the whole, for keys that are computed
   */
  void bind(Env env, JsonNode in, JsonNode value, Consumer<Env> then);

  /** {@code $name}. */
  record Whole() implements Pattern {
    @Override
    public void bind(Env env, JsonNode in, JsonNode value, Consumer<Env> then) {
      then.accept(env.with(value));
    }
  }

  /** {@code [$a, $b]}. */
  record Items(List<Pattern> items) implements Pattern {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public void bind(Env env, JsonNode in, JsonNode value, Consumer<Env> then) {
      if (!value.isArray() && !value.isNull()) {
        throw new Raised("cannot take " + Preview.of(value) + " apart as an array");
      }
      bind(0, env, in, value, then);
    }

    private void bind(int i, Env env, JsonNode in, JsonNode value, Consumer<Env> then) {
      env.meter().step();
      if (i == items.size()) {
        then.accept(env);
      } else {
        JsonNode part = Access.at(env.meter(), value, IntNode.valueOf(i));
        items.get(i).bind(env, in, part, bound -> bind(i + 1, bound, in, value, then));
      }
    }
  }

  /** {@code {key: pattern}}; a key {@code $name} binds the name as well. */
  record Members(List<Member> members) implements Pattern {
    public record Member(Node key, boolean named, List<Pattern> inner) {
      public Member {
        inner = List.copyOf(inner);
      }
    }

    public Members {
      members = List.copyOf(members);
    }

    @Override
    public void bind(Env env, JsonNode in, JsonNode value, Consumer<Env> then) {
      if (!value.isObject() && !value.isNull()) {
        throw new Raised("cannot take " + Preview.of(value) + " apart as an object");
      }
      bind(0, env, in, value, then);
    }

    private void bind(int i, Env env, JsonNode in, JsonNode value, Consumer<Env> then) {
      env.meter().step();
      if (i == members.size()) {
        then.accept(env);
        return;
      }
      Member member = members.get(i);
      member
          .key()
          .run(
              env,
              in,
              key -> {
                if (!key.isTextual()) {
                  throw new Raised("the key of a pattern must be a text, not " + Preview.of(key));
                }
                JsonNode part = Access.at(env.meter(), value, key);
                Env named = member.named() ? env.with(part) : env;
                Consumer<Env> next = bound -> bind(i + 1, bound, in, value, then);
                if (member.inner().isEmpty()) {
                  next.accept(named);
                } else {
                  member.inner().getFirst().bind(named, in, part, next);
                }
              });
    }
  }
}
