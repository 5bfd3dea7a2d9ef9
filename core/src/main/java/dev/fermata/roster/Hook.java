package dev.fermata.roster;

import dev.fermata.value.Names;
import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.WorkflowId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A door through which a program elsewhere starts runs of one workflow. What it sends is the run's
 * input and nothing else.
 *
 * @param workflow a version in its written form, or a name for the latest version
 * @param labels the classes of what comes in; untrusted it is in any case
 * @param id what its secret is derived from, together with a key that is kept elsewhere; not secret
 * @param requester the natural person who was shown the secret: what comes in counts as asked by
 *     them; empty for none known
 */
public record Hook(
    String name, String workflow, Set<Classification> labels, String id, String requester) {
  /** What the start keys of hooks begin with; whoever else starts runs must not use such keys. */
  public static final String KEYS = "hook/";

  public Hook {
    Names.check("hook name", name);
    // Sorted, so that equal hooks are written as equal bytes.
    labels = labels.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(labels));
  }

  /** The label of all that comes in. */
  public Label label() {
    return new Label(labels, Optional.empty(), true);
  }

  /** Whether it starts this version, or will when this is the latest. */
  public boolean starts(WorkflowId id) {
    String latest = id.namespace() + "/" + id.name();
    return Set.of(id.toString(), id.name() + "@" + id.version(), id.name(), latest)
        .contains(workflow);
  }

  /** What makes a repeated request the same: no name and no nonce has a slash. */
  public String startKey(String nonce) {
    return KEYS + name + "/" + nonce;
  }

  /** The same with another secret, which that person was shown. */
  public Hook rotated(String another, String shownTo) {
    return new Hook(name, workflow, labels, another, shownTo);
  }
}
