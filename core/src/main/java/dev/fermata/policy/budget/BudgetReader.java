package dev.fermata.policy.budget;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Money;
import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Part;
import dev.fermata.workflow.Read;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads a budget's file, with all that is wrong with it. */
public final class BudgetReader {
  /** Names that one part of its scope may hold. */
  public static final int NAMES_LIMIT = 64;

  /** Targets with an estimate of their own. */
  public static final int ESTIMATES_LIMIT = 256;

  private static final long COUNT_LIMIT = 1_000_000_000_000_000L;
  private static final List<String> WINDOWS =
      Arrays.stream(Window.values()).map(Window::word).toList();
  private static final List<String> WORDS = List.of("stop", "hold");
  private static final String MONEY =
      "give an amount and a currency, such as { amount: '12.50', currency: EUR }";

  private final Complaints complaints;
  private final Part.Fields fields;
  private Optional<String> currency = Optional.empty();

  private BudgetReader(Document document) {
    this.complaints = new Complaints(document);
    this.fields = complaints.root().fields();
  }

  public static Read<Budget> read(Document document) {
    return new BudgetReader(document).budget();
  }

  private Read<Budget> budget() {
    String name = fields.need("budget", "give it a name").flatMap(Part::name).orElse("");
    String version = fields.take("version").flatMap(Part::name).orElse("1");
    String owner =
        fields
            .need("owner", "name the team or person who answers for it")
            .flatMap(Part::name)
            .orElse("");
    fields.take("purpose").ifPresent(Part::textOrNothing);
    Reach reach = fields.take("scope").map(BudgetReader::reach).orElse(Reach.ALL);
    Window per =
        fields
            .need("per", "say for what the limit is: run, day, month or total")
            .flatMap(p -> p.word(WINDOWS))
            .map(word -> Window.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Window.TOTAL);
    Optional<Part> limits =
        fields.need("limit", "give money, tokens, calls, wallTime or humanMinutes");
    Amounts limit = limits.map(this::limit).orElse(Amounts.NONE);
    Breach breach =
        fields
            .need(
                "breach",
                "say what happens beyond it: stop, hold, { ask: team } or { degrade: agent }")
            .flatMap(BudgetReader::breach)
            .orElse(new Breach.Stop());
    Amounts estimate = fields.take("estimate").map(p -> estimate(p, limit)).orElse(Amounts.NONE);
    Map<String, Amounts> estimates =
        fields.take("estimates").map(p -> estimates(p, limit)).orElse(Map.of());
    fields.end();
    limits.ifPresent(part -> foreseen(part, limit, estimate));
    return complaints.read(() ->
        new Budget(name, version, owner, reach, per, limit, currency, breach, estimate, estimates));
  }

  /** What is reserved before a call is what keeps calls at once within the limit. */
  private static void foreseen(Part limits, Amounts limit, Amounts estimate) {
    if (limit.money() > 0 && estimate.money() == 0) {
      limits.error(
          "it limits money; say what one call is expected to cost, as estimate: { money: … }");
    }
    if (limit.tokens() > 0 && estimate.tokens() == 0) {
      limits.error(
          "it limits tokens; say how many one call is expected to take, as estimate: { tokens: … }");
    }
  }

  private static Reach reach(Part part) {
    if (part.isText()) {
      part.word(List.of("all"));
      return Reach.ALL;
    }
    Part.Fields fields = part.fields();
    List<String> workflows = names(fields, "workflow", Part::text);
    List<String> agents = names(fields, "agent", Part::name);
    List<String> tools = names(fields, "tool", Part::name);
    List<String> owners = names(fields, "owner", Part::name);
    fields.end();
    return new Reach(workflows, agents, tools, owners);
  }

  private static List<String> names(
      Part.Fields fields, String name, Function<Part, Optional<String>> reading) {
    Optional<Part> part = fields.take(name);
    List<Part> items = part.map(Part::itemOrItems).orElse(List.of());
    if (part.isPresent() && items.isEmpty()) {
      part.get().error(part.get().label() + " is empty; name something, or leave it out");
    }
    if (items.size() > NAMES_LIMIT) {
      part.orElseThrow()
          .error(part.get().label() + " names " + items.size() + "; name at most " + NAMES_LIMIT);
      return List.of();
    }
    return items.stream().flatMap(item -> reading.apply(item).stream()).distinct().toList();
  }

  private Amounts limit(Part part) {
    Part.Fields fields = part.fields();
    long money = fields.take("money").map(this::limitedMoney).orElse(0L);
    long tokens = fields.take("tokens").flatMap(BudgetReader::count).orElse(0L);
    long calls = fields.take("calls").flatMap(BudgetReader::count).orElse(0L);
    long wall =
        fields.take("wallTime").flatMap(Part::lengthOverZero).map(Duration::toMillis).orElse(0L);
    long human =
        fields
            .take("humanMinutes")
            .flatMap(BudgetReader::count)
            .map(minutes -> Duration.ofMinutes(minutes).toMillis())
            .orElse(0L);
    fields.end();
    var limit = new Amounts(money, tokens, calls, wall, human);
    if (part.isObject() && fields.names().isEmpty()) {
      part.error("it limits nothing; give money, tokens, calls, wallTime or humanMinutes");
    }
    return limit;
  }

  private long limitedMoney(Part part) {
    Part.Fields fields = part.fields();
    Optional<Part> amount = fields.need("amount", MONEY);
    Optional<String> code = fields.need("currency", MONEY).flatMap(Part::text);
    fields.end();
    if (code.isEmpty() || amount.isEmpty()) {
      return 0;
    }
    currency = code;
    return millionths(amount.get(), code.get());
  }

  private long millionths(Part amount, String code) {
    JsonNode tree = amount.json().view();
    if (!tree.isTextual() && !tree.isNumber()) {
      amount.wrong("give a decimal number, such as '12.50'");
      return 0;
    }
    try {
      String text = tree.isNumber() ? tree.decimalValue().toPlainString() : tree.textValue();
      long millionths = Money.of(text, code).millionths();
      if (millionths <= 0) {
        amount.wrong("give an amount over zero");
      }
      return millionths;
    } catch (NumberFormatException e) {
      amount.wrong("give a decimal number, such as '12.50'");
    } catch (ArithmeticException e) {
      amount.wrong("give at most six digits after the point, and no more than a long holds");
    } catch (IllegalArgumentException e) {
      amount.error(String.valueOf(e.getMessage()));
    }
    return 0;
  }

  /** A whole number over zero; these may be larger than an int holds. */
  private static Optional<Long> count(Part part) {
    JsonNode tree = part.json().view();
    if (tree.isIntegralNumber()
        && tree.canConvertToLong()
        && tree.longValue() > 0
        && tree.longValue() <= COUNT_LIMIT) {
      return Optional.of(tree.longValue());
    }
    part.wrong("give a whole number from 1 to " + COUNT_LIMIT);
    return Optional.empty();
  }

  private static Optional<Breach> breach(Part part) {
    if (part.isText()) {
      return part.word(WORDS)
          .map(word -> word.equals("stop") ? new Breach.Stop() : new Breach.Hold());
    }
    Part.Fields fields = part.fields();
    Optional<Part> ask = fields.take("ask");
    Optional<Part> degrade = fields.take("degrade");
    fields.end();
    if (part.isObject() && ask.isPresent() == degrade.isPresent()) {
      part.error("give exactly one of ask and degrade, or write stop or hold");
      return Optional.empty();
    }
    return ask.flatMap(Part::name)
        .<Breach>map(Breach.Ask::new)
        .or(() -> degrade.flatMap(Part::name).map(Breach.Degrade::new));
  }

  private Map<String, Amounts> estimates(Part part, Amounts limit) {
    Map<String, Amounts> all = new HashMap<>();
    List<Part> targets = part.fields().all();
    if (targets.size() > ESTIMATES_LIMIT) {
      part.error(part.label() + " names " + targets.size() + "; name at most " + ESTIMATES_LIMIT);
      return all;
    }
    for (Part target : targets) {
      all.put(target.fieldName(), estimate(target, limit));
    }
    return all;
  }

  /** What one call takes beforehand: {@code { money: '0.02', tokens: 4000 }}. */
  private Amounts estimate(Part part, Amounts limit) {
    Part.Fields fields = part.fields();
    Optional<Part> money = fields.take("money");
    long tokens = fields.take("tokens").flatMap(BudgetReader::count).orElse(0L);
    fields.end();
    if (money.isPresent() && limit.money() == 0) {
      money.get().error("it is in the currency of limit.money, which is not given");
      return Amounts.NONE;
    }
    long cost = money.map(m -> millionths(m, currency.orElse("EUR"))).orElse(0L);
    return new Amounts(cost, tokens, 0, 0, 0);
  }
}
