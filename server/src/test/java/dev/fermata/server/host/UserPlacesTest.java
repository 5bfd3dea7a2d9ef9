package dev.fermata.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class UserPlacesTest {
  private static Function<String, String> environment(Map<String, String> set) {
    return name -> set.getOrDefault(name, "");
  }

  @Test
  void the_home_of_the_environment_goes_before_what_the_system_says() {
    var set = environment(Map.of("HOME", "/elsewhere"));
    assertThat(UserPlaces.config(set)).isEqualTo(Path.of("/elsewhere/.config/fermata"));
    assertThat(UserPlaces.data(set)).isEqualTo(Path.of("/elsewhere/.local/share/fermata"));
    assertThat(UserPlaces.config(environment(Map.of())))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".config", "fermata"));
  }

  @Test
  void what_names_a_folder_goes_before_the_home() {
    var shared = environment(Map.of("HOME", "/h", "XDG_CONFIG_HOME", "/c", "XDG_DATA_HOME", "/d"));
    assertThat(UserPlaces.config(shared)).isEqualTo(Path.of("/c/fermata"));
    assertThat(UserPlaces.data(shared)).isEqualTo(Path.of("/d/fermata"));
    var own = environment(Map.of("HOME", "/h", "XDG_CONFIG_HOME", "/c", "FERMATA_CONFIG", "/own"));
    assertThat(UserPlaces.config(own)).isEqualTo(Path.of("/own"));
  }
}
