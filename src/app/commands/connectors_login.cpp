#include "app/commands/commands.hpp"
#include "app/redirect_listener.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>

// baton connectors login: a person logs in at the vendor, and the server stores what that brings.
namespace baton::app::commands {
namespace {

struct VendorLogin {
  std::string connection;
  bool device = false;
  bool print_only = false;
  std::uint16_t port = 0;
};

std::string path_of_login(const VendorLogin& options, const std::string& id = {}) {
  return "/api/v1/connections/" + core::percent_encode(options.connection) + "/login" +
         (id.empty() ? "" : "/" + core::percent_encode(id));
}

void show_page(Shell& shell, const VendorLogin& options, const std::string& url) {
  const bool opens = !options.print_only && shell.world.out_is_tty && shell.world.open_page;
  if (opens) shell.world.open_page(url);
  shell.terminal.note((opens ? "a browser opens " : "open ") + printable(url));
}

int say_done(Shell& shell, const VendorLogin& options, const core::Json& outcome) {
  if (shell.terminal.table())
    shell.terminal.out() << printable(options.connection)
                         << "  is logged in; the refresh token is the secret "
                         << printable(core::text_at(outcome, "secret")) << '\n';
  else
    shell.terminal.print(outcome);
  shell.terminal.next("baton connectors test " + options.connection);
  return kOk;
}

std::chrono::seconds seconds_of(const core::Json& answer, std::string_view key, int default_value) {
  const auto* found = core::find(answer, key);
  return std::chrono::seconds(found != nullptr && found->is_number_integer() ? found->get<int>()
                                                                             : default_value);
}

// Throws Refused when the vendor says that there will be no code (RFC 6749 section 4.1.2.1).
void check_redirect(const std::map<std::string, std::string>& query) {
  const auto error = query.find("error");
  if (error == query.end()) return;
  throw Refused(core::Error{core::Errc::denied,
                            "the vendor refuses the log-in: " + core::one_line(error->second, 100),
                            {},
                            {}});
}

int login_by_redirect(Shell& shell, const VendorLogin& options) {
  auto listener = RedirectListener::open(options.port);
  if (!listener) throw Refused(listener.error());
  const auto begun = shell.post(path_of_login(options), {{"redirect_uri", listener->url()}});
  show_page(shell, options, core::text_at(begun, "url"));
  auto query = listener->wait(seconds_of(begun, "expires_in", 600));
  if (!query) throw Refused(query.error());
  check_redirect(*query);
  const core::Json brought{{"code", (*query)["code"]}, {"state", (*query)["state"]}};
  return say_done(shell, options,
                  shell.post(path_of_login(options, core::text_at(begun, "id")), brought));
}

int login_by_device(Shell& shell, const VendorLogin& options) {
  const auto begun = shell.post(path_of_login(options), core::Json::object());
  const auto complete = core::text_at(begun, "complete_url");
  show_page(shell, options, complete.empty() ? core::text_at(begun, "url") : complete);
  shell.terminal.note("and enter the code " + printable(core::text_at(begun, "user_code")));
  auto interval = seconds_of(begun, "interval", 5);
  const auto lives = seconds_of(begun, "expires_in", 600);
  for (std::chrono::seconds waited{0}; waited < lives; waited += interval) {
    shell.world.pause(interval);
    const auto outcome =
        shell.post(path_of_login(options, core::text_at(begun, "id")), core::Json::object());
    if (flag_at(outcome, "done")) return say_done(shell, options, outcome);
    interval = std::max(seconds_of(outcome, "interval", 5), std::chrono::seconds(1));
  }
  throw Refused(core::Error{core::Errc::timeout, "nobody entered the code in time", {}, {}});
}

}  // namespace

void add_connectors_login(CLI::App& connectors, Shell& shell) {
  auto options = std::make_shared<VendorLogin>();
  CLI::App* login = connectors.add_subcommand(
      "login", "Log in at the vendor of a connection; the server stores the refresh token");
  login->add_option("NAME", options->connection, "The name of the connection")->required();
  login->add_flag("--device", options->device,
                  "By a code that is entered in a browser on another machine");
  login->add_option(
      "--port", options->port,
      "The port on 127.0.0.1 that the vendor sends the browser back to; without it, any");
  login->add_flag("--print", options->print_only, "Print the link and open no browser");
  login->callback([&shell, options] {
    shell.action = [&shell, options] {
      return options->device ? login_by_device(shell, *options)
                             : login_by_redirect(shell, *options);
    };
  });
}

}  // namespace baton::app::commands
