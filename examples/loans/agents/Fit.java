import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Fits the scorecard and the agents' limits on past cases. Deterministic: no chance, no clock. */
final class Fit {
  /** The data set's own costs: 5 for a bad loan booked, 1 for a good one declined. */
  static final int BAD_BOOKED = 5;

  static final int GOOD_DECLINED = 1;

  /** Declining is cheaper when more than this share is bad. */
  static final double RISK_LIMIT = (double) GOOD_DECLINED / (GOOD_DECLINED + BAD_BOOKED);

  private static final double[] RIDGES = {1, 2, 4, 8, 16, 32};
  private static final int FOLDS = 5;
  private static final int ROUNDS = 12;

  /** Log odds of a bad outcome: weights[0] is the constant, weights[i + 1] belongs to names[i]. */
  private record Model(List<String> names, double[] weights) {}

  private Fit() {}

  /** The three agents with all that they need to know, from past cases alone. */
  static Panel panel(List<Precedents.Case> cases, int neighbours) {
    boolean[] bad = new boolean[cases.size()];
    double[] shares = new double[bad.length];
    double[] strains = new double[bad.length];
    for (int i = 0; i < bad.length; i++) {
      var past = cases.get(i);
      bad[i] = past.bad();
      strains[i] = Affordability.total(past.application());
      // A case is no precedent of itself.
      var others = new ArrayList<>(cases);
      others.remove(i);
      var rule = new Precedents.Rule(neighbours, 0);
      shares[i] = Precedents.badShare(new Precedents("", others, rule).nearest(past.application()));
    }
    var rule = new Precedents.Rule(neighbours, hundredths(limit(shares, bad)));
    return new Panel(
        scorecard(cases),
        new Precedents("", cases, rule),
        new Affordability(hundredths(limit(strains, bad))));
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static Scorecard scorecard(List<Precedents.Case> cases) {
    return card(model(cases, ridge(cases)), cases);
  }

  /** The strength of regularisation that predicts best across folds. */
  private static double ridge(List<Precedents.Case> cases) {
    double best = RIDGES[0];
    double least = Double.MAX_VALUE;
    for (double ridge : RIDGES) {
      double loss = 0;
      for (int fold = 0; fold < FOLDS; fold++) {
        Model model = model(part(cases, fold, false), ridge);
        for (var held : part(cases, fold, true)) {
          double p = probability(dot(model.weights, features(model.names, held.application())));
          loss -= Math.log(held.bad() ? p : 1 - p);
        }
      }
      if (loss < least) {
        least = loss;
        best = ridge;
      }
    }
    return best;
  }

  private static List<Precedents.Case> part(List<Precedents.Case> cases, int fold, boolean held) {
    List<Precedents.Case> part = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) if ((i % FOLDS == fold) == held) part.add(cases.get(i));
    return part;
  }

  private static Model model(List<Precedents.Case> cases, double ridge) {
    var names = new TreeSet<String>();
    for (var past : cases)
      for (String field : Scorecard.FIELDS)
        names.add(field + "=" + Scorecard.band(past.application(), field));
    List<String> list = List.copyOf(names);
    double[][] x = new double[cases.size()][];
    boolean[] y = new boolean[cases.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = features(list, cases.get(i).application());
      y[i] = cases.get(i).bad();
    }
    return new Model(list, logistic(x, y, ridge));
  }

  /** The strain at which the share of bad outcomes reaches the limit, by a logistic curve. */
  private static double limit(double[] strain, boolean[] bad) {
    double[][] x = new double[strain.length][];
    for (int i = 0; i < x.length; i++) x[i] = new double[] {1, strain[i]};
    double[] weights = logistic(x, bad, 1e-6);
    return (Math.log(RISK_LIMIT / (1 - RISK_LIMIT)) - weights[0]) / weights[1];
  }

  private static double[] features(List<String> names, Application application) {
    double[] x = new double[names.size() + 1];
    x[0] = 1;
    for (String field : Scorecard.FIELDS) {
      int i = names.indexOf(field + "=" + Scorecard.band(application, field));
      if (i >= 0) x[i + 1] = 1;
    }
    return x;
  }

  /** Newton's method with a ridge on everything but the constant. */
  private static double[] logistic(double[][] x, boolean[] y, double ridge) {
    int n = x[0].length;
    double[] w = new double[n];
    for (int round = 0; round < ROUNDS; round++) {
      double[][] a = new double[n][n + 1];
      for (int j = 0; j < n; j++) {
        double penalty = j == 0 ? 1e-9 : ridge;
        a[j][j] = penalty;
        a[j][n] = -penalty * w[j];
      }
      for (int i = 0; i < x.length; i++) {
        double p = probability(dot(w, x[i]));
        double v = p * (1 - p);
        for (int j = 0; j < n; j++) {
          if (x[i][j] == 0) continue;
          a[j][n] += x[i][j] * ((y[i] ? 1 : 0) - p);
          for (int k = 0; k < n; k++) a[j][k] += v * x[i][j] * x[i][k];
        }
      }
      double[] step = solve(a);
      for (int j = 0; j < n; j++) w[j] += step[j];
    }
    return w;
  }

  /** Gauss elimination of the augmented matrix; positive definite, so no pivoting is needed. */
  private static double[] solve(double[][] a) {
    int n = a.length;
    for (int i = 0; i < n; i++)
      for (int j = i + 1; j < n; j++) {
        double f = a[j][i] / a[i][i];
        if (f != 0) for (int k = i; k <= n; k++) a[j][k] -= f * a[i][k];
      }
    double[] x = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      x[i] = a[i][n];
      for (int k = i + 1; k < n; k++) x[i] -= a[i][k] * x[k];
      x[i] /= a[i][i];
    }
    return x;
  }

  /** Whole points, each field centred so that the average case gets none from it. */
  private static Scorecard card(Model model, List<Precedents.Case> cases) {
    double scale = Scorecard.POINTS_TO_DOUBLE / Math.log(2);
    double base = Scorecard.EVEN_ODDS - scale * model.weights[0];
    Map<String, Map<String, Integer>> points = new LinkedHashMap<>();
    for (String field : Scorecard.FIELDS) {
      Map<String, Double> exact = new LinkedHashMap<>();
      for (int i = 0; i < model.names.size(); i++)
        if (model.names.get(i).startsWith(field + "="))
          exact.put(
              model.names.get(i).substring(field.length() + 1), -scale * model.weights[i + 1]);
      double mean =
          cases.stream()
              .mapToDouble(c -> exact.get(Scorecard.band(c.application(), field)))
              .average()
              .orElse(0);
      base += mean;
      Map<String, Integer> whole = new LinkedHashMap<>();
      exact.forEach((band, value) -> whole.put(band, (int) Math.round(value - mean)));
      points.put(field, whole);
    }
    double odds = Math.log((1 - RISK_LIMIT) / RISK_LIMIT);
    int limit = (int) Math.round(Scorecard.EVEN_ODDS + scale * odds);
    return new Scorecard((int) Math.round(base), limit, points);
  }

  private static double probability(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }
}
