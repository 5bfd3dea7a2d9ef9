package dev.fermata.adapter.model.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.model.talk.Tokens;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.value.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceFileTest {
  private static final String GOOD =
      """
      currency: USD
      models:
        gpt-4o: { input: '2.50', cached: 1.25, output: 10 }
        'gpt-*': { input: 1, output: 2 }
        'claude-*': { input: 3, output: 15, currency: EUR }
      """;

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private Path path;
  private PriceFile file;

  @BeforeEach
  void open() {
    path = folder.resolve(PriceFile.NAME);
    file = new PriceFile(path, new YamlParser(), log::add, nanos::get);
  }

  private void write(String text) throws IOException {
    Files.writeString(path, text);
    nanos.addAndGet(PriceFile.LOOK.toNanos());
  }

  private Money price(String model) {
    return file.current()
        .list()
        .of(model, "")
        .orElseThrow(() -> new AssertionError("no price for " + model))
        .cost(new Tokens(1_000_000, 0, 1_000_000));
  }

  @Test
  void without_a_file_nothing_has_a_price() {
    assertThat(file.current().list().of("gpt-4o", "gpt-4o")).isEmpty();
    assertThat(file.current().complaint()).isEmpty();
  }

  @Test
  void the_whole_name_goes_before_the_longest_beginning() throws IOException {
    write(GOOD);

    assertThat(price("gpt-4o")).isEqualTo(Money.of("12.5", "USD"));
    assertThat(price("gpt-4o-mini")).isEqualTo(Money.of("3", "USD"));
    assertThat(price("claude-sonnet")).isEqualTo(Money.of("18", "EUR"));
    assertThat(file.current().list().of("qwen3", "gpt-4o")).isPresent();
    assertThat(file.current().list().of("qwen3", "qwen3:8b")).isEmpty();
  }

  @Test
  void a_change_is_in_force_a_moment_later() throws IOException {
    write(GOOD);
    assertThat(price("gpt-4o")).isEqualTo(Money.of("12.5", "USD"));
    write(GOOD.replace("'2.50'", "'100.50'"));

    assertThat(price("gpt-4o")).isEqualTo(Money.of("110.5", "USD"));
    Files.delete(path);
    nanos.addAndGet(PriceFile.LOOK.toNanos());
    assertThat(file.current().list().prices()).isEmpty();
  }

  @Test
  void a_broken_file_is_told_by_line_and_column_and_what_it_said_before_stays() throws IOException {
    write(GOOD);
    assertThat(price("gpt-4o")).isEqualTo(Money.of("12.5", "USD"));
    for (String broken :
        List.of(
            GOOD.replace("'2.50'", "cheap"),
            GOOD.replace("'2.50'", "-1"),
            GOOD.replace("'2.50'", "1e9"),
            GOOD.replace("output: 10", "outputs: 10"),
            GOOD.replace("currency: USD\n", ""),
            "models: [")) {
      write(broken);
      assertThat(file.current().complaint().orElse(""))
          .as(broken + log)
          .matches("(?s)prices\\.yaml:[1-9][0-9]*:[1-9][0-9]* .*");
      assertThat(price("gpt-4o")).isEqualTo(Money.of("12.5", "USD"));
    }
    assertThat(log).filteredOn(line -> line.contains("from before stay in force")).hasSize(6);
    write(GOOD);
    assertThat(file.current().complaint()).isEmpty();
  }
}
