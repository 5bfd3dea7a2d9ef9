package dev.fermata.adapter.model.price;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Part;
import dev.fermata.workflow.Read;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the operator's file of prices. */
final class PriceReader {
  private static final int MODELS = 10_000;
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  private PriceReader() {}

  static Read<PriceList> read(Document document) {
    var complaints = new Complaints(document);
    PriceList list = list(complaints.root().fields());
    return complaints.read(() -> list);
  }

  private static PriceList list(Part.Fields fields) {
    Optional<String> currency = fields.take("currency").flatMap(PriceReader::currency);
    Map<String, Price> prices = new LinkedHashMap<>();
    Optional<Part> models = fields.need("models", "name models, each with input and output");
    if (models.isPresent()) {
      Part.Fields named = models.get().fields();
      if (named.names().size() > MODELS) {
        models.get().error("'models' has over " + MODELS + " names; use names that end in *");
      } else {
        for (Part each : named.all()) {
          price(each, currency).ifPresent(price -> prices.put(each.fieldName(), price));
        }
      }
    }
    fields.end();
    return new PriceList(prices);
  }

  private static Optional<Price> price(Part part, Optional<String> usual) {
    Part.Fields fields = part.fields();
    String wanted = "give the price of a million tokens, such as '2.50'";
    Optional<BigDecimal> input = fields.need("input", wanted).flatMap(PriceReader::amount);
    Optional<BigDecimal> output = fields.need("output", wanted).flatMap(PriceReader::amount);
    Optional<BigDecimal> cached = fields.take("cached").flatMap(PriceReader::amount);
    boolean own = fields.has("currency");
    Optional<String> currency =
        own ? fields.take("currency").flatMap(PriceReader::currency) : usual;
    fields.end();
    if (currency.isEmpty() && !own) {
      part.error(part.label() + " has no currency; give one here or at the top, such as EUR");
    }
    return input.isPresent() && output.isPresent() && currency.isPresent()
        ? Optional.of(
            new Price(input.get(), cached.orElse(input.get()), output.get(), currency.get()))
        : Optional.empty();
  }

  private static Optional<String> currency(Part part) {
    Optional<String> text = part.text();
    if (text.isPresent() && !CURRENCY.matcher(text.get()).matches()) {
      part.wrong("give a code of ISO 4217, such as EUR");
      return Optional.empty();
    }
    return text;
  }

  private static Optional<BigDecimal> amount(Part part) {
    JsonNode tree = part.json().view();
    String text = tree.isTextual() || tree.isNumber() ? tree.asText() : "";
    if (!AMOUNT.matcher(text).matches()) {
      part.wrong("give a price such as '2.50'");
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(text));
  }
}
