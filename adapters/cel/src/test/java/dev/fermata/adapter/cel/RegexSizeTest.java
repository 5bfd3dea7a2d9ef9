package dev.fermata.adapter.cel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexSizeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc               | 3",
        "a{5}              | 5",
        "a{2,7}            | 7",
        "a{5,}b            | 7",
        "[a-z]{1,50}       | 50",
        "(ab){10}          | 40",
        "(a{10}){9}        | 108",
        "x{3}y{4}          | 7",
        "\\{5}             | 3",
        "a{b}              | 4",
        "((a{1000}){1000}) | 1002002",
        "(((a{1000}){1000}){1000}){1000} | 2147483647",
        "(a))){3}          | 21",
        "[]a]{3}           | 3",
        "[a{3}             | 1",
      })
  void repeats_count_as_often_as_they_repeat(String pattern, long size) {
    assertThat(RegexSize.of(pattern)).isEqualTo(size);
  }
}
