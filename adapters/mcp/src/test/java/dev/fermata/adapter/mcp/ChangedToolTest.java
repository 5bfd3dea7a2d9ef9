package dev.fermata.adapter.mcp;

import static dev.fermata.adapter.mcp.Servers.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool that is not what its owner accepted is not called, and the refusal shows why (S20). */
class ChangedToolTest {
  @TempDir private Path folder;
  private Servers servers;
  private Endpoint.Mcp bank;

  @BeforeEach
  void open() {
    servers = new Servers(folder);
    bank = servers.accepted(servers.fake());
  }

  @AfterEach
  void close() {
    servers.close();
  }

  @Test
  void a_tool_that_changes_under_way_is_not_called_until_it_is_accepted() {
    assertThat(servers.call(bank, "echo")).isInstanceOf(Reply.Answered.class);
    assertThat(servers.call(bank, "change")).isInstanceOf(Reply.Answered.class);
    int before = servers.heard("tools/call").size();
    Reply refused = servers.call(bank, "echo");
    assertThat(refused).isInstanceOf(Reply.NotCalled.class);
    assertThat(why(refused))
        .contains("no longer what its owner accepted")
        .contains("fermata tool diff bank")
        .contains("description: \"does what it is called\" -> \"does more than that\\u{200b}\"");
    assertThat(servers.heard("tools/call")).hasSize(before);
    assertThat(servers.log).anyMatch(line -> line.contains("tools changed"));
    assertThat(servers.call(servers.accepted(bank), "echo")).isInstanceOf(Reply.Answered.class);
  }

  @Test
  void a_tool_that_nobody_accepted_is_not_called() {
    assertThat(why(servers.call(servers.fake(), "echo"))).contains("never accepted");
    assertThat(servers.heard("tools/call")).isEmpty();
  }

  @Test
  void a_tool_that_is_gone_or_listed_twice_is_not_called() {
    Endpoint.Mcp odd = servers.fake("odd");
    Map<String, Json> pinned = new LinkedHashMap<>(bank.pinned());
    pinned.put("twice", Json.parse("{\"name\":\"twice\"}"));
    var there = new Endpoint.Mcp(odd.by(), "", pinned);
    assertThat(why(servers.call(there, "hang"))).contains("no longer offered");
    assertThat(why(servers.call(there, "twice"))).contains("listed twice");
    assertThat(servers.heard("tools/call")).isEmpty();
  }
}
