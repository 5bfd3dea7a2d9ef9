package dev.fermata.server.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.server.Checkout;
import dev.fermata.server.Product;
import dev.fermata.server.cli.Typed;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands of the guide and of examples/mcp, with the server that npm brings. */
@Tag("interop")
class McpExampleTest {
  @Test
  void a_server_of_npm_is_registered_and_called_as_the_guide_says() {
    assumeTrue(
        Boolean.getBoolean("fermata.interop"),
        "SKIPPED: examples/mcp needs npm and its registry; run `./fermata test --interop`");
    String file = Checkout.example("mcp").resolve("filesystem.yaml").toString();
    try (Product product = Product.startAsAdmin()) {
      said(product, 0, "team", "add", "credit-ops");
      Typed shown = said(product, 0, "tool", "add", file, "--dry-run");
      assertThat(shown.err())
          .contains("read           read_text_file  (says that it only reads)")
          .contains("irreversible   write_file");
      said(product, 0, "tool", "add", file, "--yes");
      Typed read =
          said(product, 0, "tool", "test", "filesystem", "read_text_file", "-i", "path=offer.txt");
      assertThat(read.out()).contains("answered", "Dear customer");
      said(product, 0, "tool", "diff", "filesystem");
      said(product, 0, "tool", "test", "filesystem", "list_directory", "-i", "path=.");
      Typed write = said(product, 5, "tool", "test", "filesystem", "write_file", "-i", "path=x");
      assertThat(write.err()).contains("irreversible");
      said(
          product,
          0,
          "tool",
          "add",
          "--mcp",
          "--owner",
          "credit-ops",
          "--name",
          "all",
          "--trust-hints",
          "--yes",
          "--",
          "npx",
          "-y",
          "@modelcontextprotocol/server-everything@2026.8.31",
          "stdio");
      Typed sum = said(product, 0, "tool", "test", "all", "get-sum", "-i", "a=2", "b=40");
      assertThat(sum.out()).contains("42");
    }
  }

  private static Typed said(Product product, int exit, String... command) {
    Typed typed = Typed.by(product.environment(), command);
    assertThat(typed.exit())
        .as("%s: %s%s", List.of(command), typed.out(), typed.err())
        .isEqualTo(exit);
    return typed;
  }
}
