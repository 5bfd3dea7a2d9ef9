package dev.fermata.server.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A tool server that is a child process, as a script of bash that starts in no time: it strikes the
 * first attempt at each effect with the fault that its command names. What it was asked and did it
 * writes into a folder.
 */
final class FaultyProcess implements Tally {
  private static final String SCRIPT =
      """
      fault=$1; folder=$2
      id_is='"id":"([^"]*)"'; work_is='"work":"([^"]*)"'; key_is='"key":"([^"]*)","deadline"'
      about_is='"key":"([^"]*)","(tool|since|arguments)"'
      while IFS= read -r line; do
        [[ $line =~ $id_is ]]; id=${BASH_REMATCH[1]}
        [[ $line =~ $work_is ]]; work=${BASH_REMATCH[1]}
        if [ "$work" = find ]; then
          [[ $line =~ $about_is ]]; key=${BASH_REMATCH[1]}; file=$folder/${key//\\//_}
          if [[ $line == *'"strikeCheck":true'* && ! -e $file.checked ]]; then
            : > "$file.checked"; exit 1
          fi
          said='{"happened":false}'
          [ -e "$file.done" ] && said='{"happened":true,"result":{"ref":"'$key'"}}'
          echo '{"id":"'$id'","output":'$said'}'
          continue
        fi
        [[ $line =~ $key_is ]]; key=${BASH_REMATCH[1]}; file=$folder/${key//\\//_}
        good='{"id":"'$id'","output":{"ref":"'$key'"}}'
        struck=yes; [ -e "$file.asked" ] && struck=no
        echo x >> "$file.asked"
        case $struck.$fault in yes.ends-before-work) exit 1;;
          yes.own-error) echo '{"id":"'$id'","error":{"message":"no","retryable":true}}'; continue;;
        esac
        if [ "$work" != pay ] || [ ! -e "$file.done" ]; then echo x >> "$file.done"; fi
        case $struck.$fault in
          yes.ends-after-work) exit 0;;
          yes.half-a-line) printf '%s' "${good:0:20}"; exit 1;;
          yes.garbled-line) echo '{"id":"'$id'","output":';;
          yes.wrong-id) echo '{"id":"other","output":{"ref":"no"}}';;
          yes.says-nothing) ;;
          yes.two-replies) echo "$good"; echo "$good";;
          yes.flood-of-stderr) printf 'noise%.0s\\n' {1..2000} >&2; echo "$good";;
          yes.closes-stdout) exec >&-; while IFS= read -r _; do :; done; exit 1;;
          *) echo "$good";;
        esac
      done
      """;

  private final Path folder;

  FaultyProcess(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("faulty.sh"), SCRIPT);
  }

  /** The command that the roster names. */
  String command(ReceiverFault fault) {
    return "[ bash, '%s', %s, '%s' ]".formatted(folder.resolve("faulty.sh"), fault.word(), folder);
  }

  @Override
  public int asked(String key) {
    return lines(key, ".asked");
  }

  @Override
  public int done(String key) {
    return lines(key, ".done");
  }

  private int lines(String key, String suffix) {
    Path file = folder.resolve(key.replace('/', '_') + suffix);
    try {
      return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("what the process wrote cannot be read", e);
    }
  }
}
