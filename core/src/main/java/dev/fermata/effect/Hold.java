package dev.fermata.effect;

/**
 * What holds back an effect before the gate, without a person being asked; it goes on by itself
 * once that is gone.
 *
 * @param kind what sort of thing holds it
 * @param name which one of that sort, such as {@code agent:credit-scorer} for a switch
 * @param why in words, for whoever looks at the run
 */
public record Hold(Kind kind, String name, String why) {
  /** What can hold an effect. */
  public enum Kind {
    /** A switch that somebody has thrown. */
    SWITCH,
    /** A budget that is used up until its window begins anew or it is raised. */
    BUDGET,
    /** Another live run about the same subject. */
    SUBJECT
  }
}
