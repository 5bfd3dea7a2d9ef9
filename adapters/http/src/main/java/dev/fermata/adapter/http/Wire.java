package dev.fermata.adapter.http;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Protocol;
import dev.fermata.effect.Reply;
import dev.fermata.value.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The requests and answers of agents over HTTP: the objects of the process protocol. */
final class Wire {
  private Wire() {}

  /** What the body of an answer means. */
  sealed interface Said {
    /** The agent's own words; {@code addressed} if they name the request they answer. */
    record Answer(Reply reply, boolean addressed) implements Said {}

    record Garbled(String why) implements Said {}
  }

  static byte[] request(String id, Attempt attempt) {
    return Protocol.request(id, attempt).bytes();
  }

  /** Reads what answers the request of that id; an answer may leave the id out. */
  static Said read(byte[] body, String id) {
    try {
      Json said = Json.parse(utf8(body));
      Optional<Json> addressee = said.member("id");
      if (addressee.isPresent() && !addressee.get().equals(Json.of(id))) {
        return new Said.Garbled("it answers another request");
      }
      return new Said.Answer(Protocol.reply(said), addressee.isPresent());
    } catch (Json.Malformed | Protocol.Unfit e) {
      return new Said.Garbled(String.valueOf(e.getMessage()));
    } catch (CharacterCodingException e) {
      return new Said.Garbled("not valid UTF-8");
    }
  }

  static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
