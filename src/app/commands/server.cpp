#include "app/build_info.hpp"
#include "app/commands/commands.hpp"
#include "app/doctor.hpp"
#include "app/serve.hpp"

#include <CLI/App.hpp>
#include <ostream>

namespace baton::app::commands {
namespace {

struct ServeOptions {
  std::string listen, store;
  std::vector<std::string> sets;
  bool new_admin_token = false;
};

std::vector<Override> overrides_of(const ServeOptions& options) {
  std::vector<Override> overrides;
  for (const std::string& given : options.sets) {
    const auto equals = given.find('=');
    if (equals == std::string::npos)
      throw usage("--set \"" + given + "\" has no value",
                  "write it as --set runtime.actions_in_flight_max=64");
    overrides.push_back({given.substr(0, equals), given.substr(equals + 1), "--set"});
  }
  if (!options.listen.empty()) overrides.push_back({"listen", options.listen, "--listen"});
  if (!options.store.empty()) overrides.push_back({"store", options.store, "--store"});
  return overrides;
}

int view_config(Shell& shell) {
  const LoadedConfig loaded = shell.load();
  Table table({"SETTING", "VALUE", "FROM"});
  core::Json values = core::Json::object();
  for (const Setting& setting : settings()) {
    const auto origin = loaded.origins.find(setting.name);
    const std::string from = origin == loaded.origins.end() ? "default" : origin->second;
    const std::string value = setting.show(loaded.config);
    table.add({{setting.name}, {value}, {from, Colour::dim}});
    values[setting.name] = {
        {"value", setting.value ? setting.value(loaded.config) : core::Json(value)},
        {"from", from}};
  }
  if (shell.terminal.table()) {
    table.print(shell.terminal);
  } else {
    shell.terminal.print(values);
  }
  return kOk;
}

void add_serve(CLI::App& root, Shell& shell) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* serve_app = root.add_subcommand("serve", "Run the server");
  serve_app->add_option("--listen", options->listen, "Address and port; port 0 takes a free one")
      ->option_text("ADDRESS:PORT");
  serve_app->add_option("--store", options->store, "sqlite, or memory: gone when the server ends");
  serve_app->add_option("--set", options->sets, "One setting: name=value")->allow_extra_args(false);
  serve_app->add_flag("--new-admin-token", options->new_admin_token,
                      "Make one more admin token, for when the others are lost; they stay valid");
  serve_app->callback([&shell, options] {
    shell.action = [&shell, options] {
      shell.serves = true;
      Config config = shell.load(overrides_of(*options)).config;
      config.new_admin_token = options->new_admin_token;
      return serve(shell, config);
    };
  });
}

}  // namespace

void add_server(CLI::App& root, Shell& shell) {
  add_serve(root, shell);

  CLI::App* doctor_app = root.add_subcommand(
      "doctor", "Check settings, connections, templates, disk and server; exit 1 on a fault");
  auto fix = std::make_shared<bool>(false);
  doctor_app->add_flag(
      "--fix", *fix,
      "First mend what can be mended without harm: modes that let others at the data");
  doctor_app->callback(
      [&shell, fix] { shell.action = [&shell, fix] { return doctor(shell, *fix); }; });

  CLI::App* config_app = root.add_subcommand("config", "See the settings");
  config_app->require_subcommand(1);
  CLI::App* view_app =
      config_app->add_subcommand("view", "Show each setting and where it comes from");
  // Accepted although it changes nothing, so that whoever asks for the origins gets them.
  view_app->add_flag_callback(
      "--origin", [] {}, "Where each comes from, which is shown without it too");
  view_app->callback([&shell] { shell.action = [&shell] { return view_config(shell); }; });

  root.add_subcommand("version", "Print the version")->callback([&shell] {
    shell.action = [&shell] { return print_version(shell); };
  });
}

int print_version(Shell& shell) {
  if (shell.terminal.table() || shell.terminal.format() == Format::name) {
    shell.terminal.out() << "baton " << version_text() << '\n';
  } else {
    const BuildInfo& info = build_info();
    shell.terminal.print({{"version", info.version},
                          {"commit", info.commit},
                          {"date", info.date},
                          {"compiler", info.compiler},
                          {"build_type", info.build_type}});
  }
  return kOk;
}

}  // namespace baton::app::commands
