#include "app/commands/commands.hpp"
#include "app/files.hpp"
#include "app/shipped.hpp"
#include "app/sim_options.hpp"
#include "baton/core/text.hpp"
#include "baton/simulator/simulator.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <ostream>

// baton sim vendors: the systems that workflows act on, mimicked on this machine.
namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;
using simulator::VendorFile;

constexpr std::size_t kVendorFileBytesMax = 1'000'000;

struct SimVendorsOptions {
  std::uint16_t port = 0;
  SimFaults faults;
  std::uint64_t seed = 1;
  std::string webhooks, folder, environment_file;
};

// The files of the program, and then those of the user.
std::vector<VendorFile> vendor_files(const SimVendorsOptions& options) {
  std::vector<VendorFile> files;
  for (const ShippedFile& file : shipped_files()) {
    if (file.path.starts_with("simulator/"))
      files.push_back({std::string(file.path), std::string(file.text)});
  }
  if (options.folder.empty()) return files;
  std::vector<fs::path> own;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(options.folder, failed)) {
    if (entry.path().extension() == ".yaml") own.push_back(entry.path());
  }
  if (failed)
    throw usage("--vendors " + options.folder + ": " + failed.message(), "name a folder of files");
  std::sort(own.begin(), own.end());
  for (const auto& path : own) {
    auto text = read_file(path, kVendorFileBytesMax);
    if (!text) throw Refused(text.error());
    files.push_back({path.string(), std::move(*text)});
  }
  return files;
}

Refused wrong_files(const std::vector<VendorFile>& files, const core::Findings& findings) {
  std::map<std::string, std::string> texts;
  for (const auto& file : files) texts[file.name] = file.text;
  return Refused(kNo, mistakes_in("simulated vendors", findings), std::move(texts));
}

// Makes the simulator twice: the options name vendors, and only the files say which there are.
std::unique_ptr<simulator::Simulator> make_simulator(Shell& shell,
                                                     const SimVendorsOptions& options) {
  const auto files = vendor_files(options);
  core::Findings findings;
  const auto known = simulator::Simulator::make(files, {}, findings);
  if (!known) throw wrong_files(files, findings);
  std::vector<std::string> names;
  for (const auto& vendor : known->vendors()) names.push_back(vendor.name);
  auto script = fault_script(options.faults, names);
  if (!script) throw usage(script.error().message, script.error().hint);
  simulator::Options made;
  made.faults = std::move(*script);
  made.seed = options.seed;
  made.webhooks = core::trim(options.webhooks, "/");
  made.environment = [&shell](const std::string& name) {
    return shell.world.environment(name.c_str()).value_or("");
  };
  auto simulator = simulator::Simulator::make(files, std::move(made), findings);
  if (!simulator) throw wrong_files(files, findings);
  return simulator;
}

// Variables for `. FILE` of a shell, and for EnvironmentFile= of systemd.
void write_environment(const std::string& path, const std::string& origin,
                       const std::vector<simulator::Listed>& vendors) {
  std::ofstream out(path);
  out << "BATON_ALLOW_PRIVATE=1\n";
  for (const auto& vendor : vendors) {
    for (const auto& [name, value] : vendor.environment(origin))
      out << name << "=\"" << value << "\"\n";
  }
  out.flush();
  if (!out) throw Refused(core::Error{core::Errc::unavailable, "cannot write " + path, {}, {}});
}

void print_vendors(Shell& shell, const std::string& origin,
                   const std::vector<simulator::Listed>& vendors) {
  if (!shell.terminal.table()) {
    core::Json all = core::Json::array();
    for (const auto& vendor : vendors)
      all.push_back(
          {{"name", vendor.name}, {"title", vendor.title}, {"base_url", origin + vendor.path}});
    shell.terminal.print({{"listening", origin}, {"items", std::move(all)}});
    return;
  }
  Table table({"VENDOR", "BASE URL"});
  for (const auto& vendor : vendors) table.add({{vendor.name}, {origin + vendor.path}});
  table.keep_whole(1);
  table.print(shell.terminal);
}

boost::asio::ip::tcp::acceptor loopback_acceptor(boost::asio::io_context& io, std::uint16_t port) {
  try {
    return {io, {boost::asio::ip::address_v4::loopback(), port}};
  } catch (const boost::system::system_error& error) {
    throw Refused(core::Error{
        core::Errc::conflict,
        "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + error.code().message(),
        {},
        "choose another port with --port, or 0 for a free one"});
  }
}

int sim_vendors(Shell& shell, const SimVendorsOptions& options) {
  shell.serves = true;
  boost::asio::io_context io(1);
  const auto simulator = make_simulator(shell, options);
  auto acceptor = loopback_acceptor(io, options.port);
  const auto address = "127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
  const auto vendors = simulator->vendors();
  if (!options.environment_file.empty())
    write_environment(options.environment_file, "http://" + address, vendors);
  print_vendors(shell, "http://" + address, vendors);
  if (shell.terminal.table()) shell.terminal.out() << "listening on " << address << '\n';
  shell.terminal.out() << std::flush;
  boost::asio::signal_set ends(io, SIGINT, SIGTERM);
  ends.async_wait([&io](auto, int) { io.stop(); });
  boost::asio::co_spawn(io, simulator->serve(std::move(acceptor)),
                        [](const std::exception_ptr& error) {
                          if (error) std::rethrow_exception(error);
                        });
  io.run();
  return kOk;
}

}  // namespace

void add_sim(CLI::App& root, Shell& shell) {
  CLI::App* sim = root.add_subcommand("sim", "Mimic other systems, to try Baton without them");
  sim->require_subcommand(1);
  auto options = std::make_shared<SimVendorsOptions>();
  CLI::App* vendors = sim->add_subcommand(
      "vendors", "Serve the vendors of all connectors on this machine, until Ctrl-C");
  vendors->add_option("--port", options->port, "Port on 127.0.0.1 (default: a free one)");
  vendors
      ->add_option("--fault", options->faults.faults,
                   "VENDOR=WHAT[:SHARE]: answer so, for this share of the requests. WHAT is a "
                   "status, busy or lost; VENDOR may be all")
      ->option_text("FAULT")
      ->allow_extra_args(false);
  vendors->add_option("--latency", options->faults.latencies, "VENDOR=LENGTH: answer so much later")
      ->option_text("LATENCY")
      ->allow_extra_args(false);
  vendors
      ->add_option("--rate", options->faults.rates,
                   "VENDOR=NUMBER: take so many requests a second, and say \"slow down\" to others")
      ->option_text("RATE")
      ->allow_extra_args(false);
  vendors
      ->add_option("--lag", options->faults.lags,
                   "VENDOR=LENGTH: let its search find what was written only so much later")
      ->option_text("LAG")
      ->allow_extra_args(false);
  vendors
      ->add_option("--webhooks", options->webhooks,
                   "Send webhooks below this address: http://127.0.0.1:8080/hooks")
      ->option_text("URL");
  vendors
      ->add_option("--env", options->environment_file,
                   "Write the environment variables with which connections lead here")
      ->option_text("FILE");
  vendors->add_option("--vendors", options->folder, "Folder with further vendors' files")
      ->option_text("DIR");
  vendors->add_option("--seed", options->seed,
                      "What chance decides; the same seed, the same faults");
  vendors->callback([&shell, options] {
    shell.action = [&shell, options] { return sim_vendors(shell, *options); };
  });
}

}  // namespace baton::app::commands
