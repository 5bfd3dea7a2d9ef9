package dev.fermata.server.api.web;

import dev.fermata.server.api.request.Act;

/**
 * A method and a path, and the act behind it. Its right is the act's, so that no route is without.
 *
 * @param path with named parts in braces
 */
public record Route(Method method, String path, Form form, Act act) {
  /** The methods that there are; any other is refused. */
  public enum Method {
    GET,
    POST,
    PATCH,
    DELETE
  }

  /** What a request's body is, fixed by the route and not by what the client says. */
  public enum Form {
    JSON,
    /** JSON that may also be called by the type that A2A gives it. */
    A2A,
    PAGE,
    /** None, and what stands behind the question mark is for the page that it gets. */
    CONSOLE,
    /** JSON; agents at work come in here, and nowhere else. */
    AGENTS,
    /** JSON that is not read before its signature was looked at. */
    SIGNED
  }

  static Route get(String path, Act act) {
    return new Route(Method.GET, path, Form.JSON, act);
  }

  static Route post(String path, Act act) {
    return new Route(Method.POST, path, Form.JSON, act);
  }

  static Route patch(String path, Act act) {
    return new Route(Method.PATCH, path, Form.JSON, act);
  }

  static Route delete(String path, Act act) {
    return new Route(Method.DELETE, path, Form.JSON, act);
  }

  Route asPage() {
    return new Route(method, path, Form.PAGE, act);
  }

  Route asConsole() {
    return new Route(method, path, Form.CONSOLE, act);
  }

  Route asA2a() {
    return new Route(method, path, Form.A2A, act);
  }

  Route asSigned() {
    return new Route(method, path, Form.SIGNED, act);
  }

  Route asAgents() {
    return new Route(method, path, Form.AGENTS, act);
  }

  boolean changes() {
    return method != Method.GET;
  }
}
