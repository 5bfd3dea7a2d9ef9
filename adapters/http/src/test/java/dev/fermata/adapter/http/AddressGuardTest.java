package dev.fermata.adapter.http;

import static dev.fermata.adapter.http.Calls.notCalled;
import static dev.fermata.adapter.http.Calls.output;
import static dev.fermata.adapter.http.Calls.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.value.Json;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A workflow cannot reach what only this machine or this network should reach. */
@Timeout(30)
class AddressGuardTest {
  /** A secret service on this machine: it must never see a connection. */
  private static final RawServer CANARY = RawServer.saying("200 OK", "", "secret");

  @AfterAll
  static void closeCanary() {
    CANARY.close();
  }

  @AfterEach
  void the_canary_saw_nothing() {
    assertThat(CANARY.connections).hasValue(0);
  }

  static List<String> hosts() {
    return List.of(
        "localhost",
        "LOCALHOST",
        "127.0.0.1",
        "127.1",
        "127.255.255.254",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.254",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2002:a9fe:a9fe::]",
        "[2001:0:7f00:1::]",
        "[2001:db8::1]",
        "[100::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]");
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void a_call_to_it_is_not_made(String host) {
    try (var caller = Calls.caller()) {
      var problem = notCalled(caller.call(get(host + ":" + CANARY.port(), ""))).problem();
      // Short and octal forms are no address here, so they fail before anybody is asked.
      boolean odd = host.equals("127.1") || host.startsWith("0x") || host.startsWith("0177");
      assertThat(problem.kind()).matches(odd ? "blocked|communication|configuration" : "blocked");
    }
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void a_redirect_to_it_is_not_followed(String host) {
    String location = "http://" + host + ":" + CANARY.port() + "/latest/meta-data/";
    try (var server = RawServer.saying("302 Found", "Location: " + location + "\r\n", "");
        var caller = Calls.caller(server.authority())) {
      rejected(caller.call(get(server.authority(), ",\"redirect\":true")));
      assertThat(server.connections).hasValue(1);
    }
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void a_name_that_leads_to_it_is_not_called(String host) {
    Names.Lookup lookup = name -> InetAddress.getAllByName(host);
    try (var caller = Calls.caller(lookup)) {
      notCalled(caller.call(get("innocent.example:" + CANARY.port(), "")));
    }
  }

  @Test
  void a_name_with_one_good_and_one_bad_address_is_not_called() {
    Names.Lookup lookup =
        name ->
            new InetAddress[] {
              InetAddress.getByName("93.184.215.14"), InetAddress.getByName("127.0.0.1")
            };
    try (var caller = Calls.caller(lookup)) {
      var problem = notCalled(caller.call(get("mixed.example:" + CANARY.port(), ""))).problem();
      assertThat(problem.kind()).isEqualTo("blocked");
      assertThat(problem.detail()).contains("mixed.example").contains("a loopback address");
    }
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void a_name_that_leads_there_the_second_time_is_looked_up_and_refused_each_time(String host) {
    var lookups = new AtomicInteger();
    // Its first answer is a public address, beside one that is refused, so that nobody is called.
    Names.Lookup rebinding =
        name ->
            lookups.incrementAndGet() == 1
                ? new InetAddress[] {
                  InetAddress.getByName("93.184.215.14"), InetAddress.getByName("10.0.0.1")
                }
                : InetAddress.getAllByName(host);
    try (var caller = Calls.caller(rebinding)) {
      for (int call = 1; call <= 3; call++) {
        notCalled(caller.call(get("rebind.example:" + CANARY.port(), "")));
        assertThat(lookups).hasValue(call);
      }
    }
  }

  @Test
  void a_name_that_changes_after_the_check_gains_nothing() {
    var lookups = new AtomicInteger();
    // Public at first; a second look-up, had there been one, would lead to this machine.
    Names.Lookup rebinding =
        name ->
            new InetAddress[] {
              InetAddress.getByName(lookups.incrementAndGet() == 1 ? "192.31.196.1" : "127.0.0.1")
            };
    try (var caller = Calls.caller(rebinding)) {
      notCalled(caller.call(get("rebind.example:" + CANARY.port(), "")));
      assertThat(lookups).hasValue(1);
    }
  }

  @Test
  void the_operator_may_allow_a_host_with_its_port() {
    try (var server = RawServer.saying("200 OK", "", "fine");
        var other = RawServer.saying("200 OK", "", "fine");
        var caller = Calls.caller(server.authority())) {
      assertThat(output(caller.call(get(server.authority(), "")))).isEqualTo(Json.of("fine"));
      notCalled(caller.call(get(other.authority(), "")));
      assertThat(other.connections).hasValue(0);
    }
  }

  @Test
  void an_agent_of_the_roster_may_live_on_this_machine() {
    try (var server = RawServer.saying("200 OK", "", "{\"output\":1}");
        var caller = Calls.caller()) {
      Reply reply = caller.call(Calls.agent(server.url("/")));
      assertThat(output(reply)).isEqualTo(Json.of(1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.0.1",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "2001:4860:4860::8888"
      })
  void a_public_address_may_be_reached(String address) throws UnknownHostException {
    assertThat(AddressGuard.refusal(InetAddress.getByName(address))).isEmpty();
  }

  private static dev.fermata.effect.Caller.Attempt get(String host, String more) {
    String input = "{\"method\":\"GET\",\"endpoint\":\"http://%s/\"%s}".formatted(host, more);
    return Calls.web(host, input);
  }
}
