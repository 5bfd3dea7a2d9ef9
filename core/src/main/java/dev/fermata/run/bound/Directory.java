package dev.fermata.run.bound;

import dev.fermata.value.Digest;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.util.Optional;

/** What is published, as it stands at one version of the house: for whoever begins another run. */
public interface Directory {
  Directory EMPTY =
      new Directory() {
        @Override
        public Optional<Pinned> find(String namespace, String name, String version) {
          return Optional.empty();
        }

        @Override
        public Optional<Workflow> definition(Digest digest) {
          return Optional.empty();
        }
      };

  /** One exact version. */
  record Pinned(WorkflowId id, Digest definition) {}

  /** A version of a workflow, or the last that was published for {@code latest}. */
  Optional<Pinned> find(String namespace, String name, String version);

  /** The workflow of that digest. */
  Optional<Workflow> definition(Digest digest);
}
