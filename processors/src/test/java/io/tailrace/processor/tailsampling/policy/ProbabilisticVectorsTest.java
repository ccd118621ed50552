// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The vectors of the conformance set, computed with Go. */
class ProbabilisticVectorsTest {

  private static Map<String, Object> vectors;

  @BeforeAll
  static void load() throws IOException {
    try (var in =
        ProbabilisticVectorsTest.class.getResourceAsStream(
            "/conformance/probabilistic_vectors.yaml")) {
      vectors = new Yaml().load(in);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rows(String name) {
    return (List<Map<String, Object>>) vectors.get(name);
  }

  @Test
  void hashThreshold_everyPercentage_isGos() {
    for (var row : rows("thresholds")) {
      double percentage = ((Number) row.get("pct")).doubleValue();
      assertThat(String.format("%016x", ProbabilisticPolicy.hashThreshold(percentage)))
          .as("%s %%", percentage)
          .isEqualTo(row.get("threshold"));
    }
  }

  @Test
  void vote_everyIdAndPercentage_isTheCollectors() {
    @SuppressWarnings("unchecked")
    var percentages = (List<Number>) vectors.get("percentages");
    for (var row : rows("vectors")) {
      for (int i = 0; i < percentages.size(); i++) {
        check(row, "d", "hash", percentages.get(i).doubleValue(), "", i);
        check(
            row,
            "d_custom",
            "hash_custom",
            percentages.get(i).doubleValue(),
            (String) vectors.get("custom_salt"),
            i);
      }
    }
  }

  private static void check(
      Map<String, Object> row,
      String decisions,
      String hash,
      double percentage,
      String salt,
      int i) {
    var policy = new ProbabilisticPolicy("p", percentage, salt);
    var facts = new TraceFacts();
    String id = (String) row.get("id");
    facts.idHigh = Long.parseUnsignedLong(id.substring(0, 16), 16);
    facts.idLow = Long.parseUnsignedLong(id.substring(16), 16);

    assertThat(String.format("%016x", policy.hash(facts.idHigh, facts.idLow)))
        .isEqualTo(row.get(hash));
    assertThat(policy.vote(facts))
        .as("%s at %s %% with salt \"%s\"", id, percentage, salt)
        .isEqualTo(
            ((String) row.get(decisions)).charAt(i) == 'S' ? Vote.SAMPLED : Vote.NOT_SAMPLED);
  }
}
