package dev.fermata.adapter.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses a workflow may reach that no operator chose: public ones only. The JDK's own
 * predicates let through shared, benchmark and translated ranges, so the ranges stand here.
 */
final class AddressGuard {
  private static final int V4_BYTES = 4;

  private static final List<Range> REFUSED_V4 =
      List.of(
          range("0.0.0.0/8", "an unspecified address"),
          range("10.0.0.0/8", "a private address"),
          range("100.64.0.0/10", "a shared address of a carrier"),
          range("127.0.0.0/8", "a loopback address"),
          range("169.254.0.0/16", "a link-local address"),
          range("172.16.0.0/12", "a private address"),
          range("192.0.0.0/24", "a protocol address"),
          range("192.0.2.0/24", "a documentation address"),
          range("192.88.99.0/24", "a relay address"),
          range("192.168.0.0/16", "a private address"),
          range("198.18.0.0/15", "a benchmark address"),
          range("198.51.100.0/24", "a documentation address"),
          range("203.0.113.0/24", "a documentation address"),
          range("224.0.0.0/4", "a multicast address"),
          range("240.0.0.0/4", "a reserved address"));

  /** Of IPv6 only this range is handed out for use on the internet. */
  private static final Range GLOBAL_V6 = range("2000::/3", "");

  private static final List<Range> REFUSED_V6 =
      List.of(
          range("2001::/23", "a protocol or Teredo address"),
          range("2001:db8::/32", "a documentation address"),
          range("2002::/16", "an address that holds an IPv4 address"),
          range("3fff::/20", "a documentation address"));

  /** Addresses that begin with the same bits. */
  private record Range(byte[] network, int bits, String word) {
    boolean holds(byte[] address) {
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> i % 8;
        if ((address[i / 8] & mask) != (network[i / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private AddressGuard() {}

  /** Why the address is refused; nothing if it may be reached. */
  static Optional<String> refusal(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == V4_BYTES) {
      return first(REFUSED_V4, bytes);
    }
    // Loopback, local, unique-local, multicast, mapped and translated addresses all lie outside.
    return GLOBAL_V6.holds(bytes)
        ? first(REFUSED_V6, bytes)
        : Optional.of("an address that is not public");
  }

  private static Optional<String> first(List<Range> ranges, byte[] address) {
    return ranges.stream().filter(each -> each.holds(address)).map(Range::word).findFirst();
  }

  private static Range range(String cidr, String word) {
    int slash = cidr.indexOf('/');
    try {
      byte[] network = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
      return new Range(network, Integer.parseInt(cidr.substring(slash + 1)), word);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(cidr + " is no address range", e);
    }
  }
}
