package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.roster.Role;
import dev.fermata.server.api.web.Route;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the table of routes and the description of the API together. */
class RoutesTest {
  /** What takes a file to look at it, and keeps nothing. */
  private static final Set<String> LOOKS =
      Set.of("/api/v1/workflows/lint", "/api/v1/workflows/graph", "/api/v1/workflows/diff");

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String name(Route route) {
    return route.method() + " " + route.path();
  }

  private static List<String> roles(Right right) {
    return switch (right) {
      case PUBLIC -> List.of("public");
      case SIGNED_IN -> List.of("signed-in");
      default -> right.roles().stream().sorted().map(Role::word).toList();
    };
  }

  @Test
  void every_route_is_described_and_every_description_is_a_route() {
    assertThat(server.inside().routes().stream().map(RoutesTest::name))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            Description.operations().stream().map(Description.Operation::name).toList());
  }

  @Test
  void roles_and_query_parameters_are_as_described() {
    for (Route route : server.inside().routes()) {
      var described =
          Description.operations().stream()
              .filter(each -> each.name().equals(name(route)))
              .findFirst()
              .orElseThrow();
      assertThat(described.roles())
          .as(name(route))
          .containsExactlyElementsOf(roles(route.act().right()));
      assertThat(described.query())
          .as(name(route))
          .containsExactlyInAnyOrderElementsOf(route.act().query());
    }
  }

  @Test
  void what_is_public_is_an_exact_list() {
    Set<String> open =
        server.inside().routes().stream()
            .filter(route -> route.act().right() == Right.PUBLIC)
            .filter(route -> route.form() != Route.Form.CONSOLE)
            .map(RoutesTest::name)
            .collect(Collectors.toSet());
    assertThat(open)
        .containsExactlyInAnyOrder(
            "GET /.well-known/agent-card.json",
            "GET /healthz",
            "GET /metrics",
            "GET /readyz",
            "POST /api/v1/session",
            "GET /sign-in",
            "POST /sign-in",
            "POST /hooks/{hook}",
            "GET /page.css",
            "GET /favicon.svg");
  }

  @Test
  void the_console_is_files_that_are_the_same_for_everybody() {
    List<Route> console =
        server.inside().routes().stream()
            .filter(route -> route.form() == Route.Form.CONSOLE)
            .toList();
    assertThat(console).hasSizeGreaterThan(10);
    for (Route route : console) {
      assertThat(route.method()).as(name(route)).isEqualTo(Route.Method.GET);
    }
    var stranger = server.get("/runs?status=any&x=%25zz", TestServer.NOBODY);
    assertThat(stranger.status()).isEqualTo(200);
    assertThat(stranger.text()).isEqualTo(server.get("/runs", server.admin()).text());
  }

  @Test
  void what_only_looks_needs_no_more_than_a_role_and_what_changes_needs_a_strong_one() {
    for (Route route : server.inside().routes()) {
      boolean harmless =
          route.method() == Route.Method.GET
              || LOOKS.contains(route.path())
              || route.path().equals("/a2a/tasks/{id}:subscribe");
      if (!harmless) {
        assertThat(route.act().right()).as(name(route)).isNotEqualTo(Right.SEE);
      }
    }
  }

  @Test
  void every_example_fits_its_schema() {
    var schemas = new JsonSchemas();
    List<String> checked = new ArrayList<>();
    for (var operation : Description.operations()) {
      List<JsonNode> contents = new ArrayList<>();
      operation.tree().path("requestBody").path("content").forEach(contents::add);
      operation.tree().path("responses").forEach(r -> r.path("content").forEach(contents::add));
      for (JsonNode content : contents) {
        if (content.has("example")) {
          checked.add(operation.name());
          assertThat(
                  schemas.check(
                      Description.schema(content.path("schema")), Json.of(content.path("example"))))
              .as(operation.name() + ": " + content.path("example"))
              .isEmpty();
        }
      }
    }
    assertThat(checked).hasSizeGreaterThan(20);
  }
}
