#include "app/serve.hpp"

#include "app/wiring.hpp"
#include "baton/ports/failures.hpp"
#include "baton/store/sqlite.hpp"
#include "baton/telemetry/log.hpp"

#include <boost/system/system_error.hpp>
#include <cerrno>
#include <cstring>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace baton::app {
namespace {

// Raises the limit of open files, because every connection is one. The usual soft limit of 1024 is
// meant for programs that use select(2).
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
    spdlog::warn("the limit of open files stays as it is: {}", std::strerror(errno));
}

// Forbids core dumps, which would hold every secret, and forbids other processes of the same user
// to read the memory with a debugger.
void keep_memory_private() {
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
    spdlog::warn("core dumps stay possible: {}", std::strerror(errno));
}

// What helps when an address cannot be listened on.
std::string hint_to_listen(const boost::system::error_code& why) {
  if (why == boost::system::errc::address_not_available)
    return "no network of this machine has this address: --listen takes 127.0.0.1, 0.0.0.0 for all "
           "of them, or one of them";
  if (why == boost::system::errc::permission_denied)
    return "a port below 1024 takes a right that this user lacks: choose a higher one with "
           "--listen";
  return "is another server there already? choose another address with --listen";
}

Refused cannot_listen(const Config& config, const boost::system::system_error& error) {
  return Refused(core::Error{core::Errc::conflict,
                             "cannot listen on " + config.listen + ": " + error.code().message(),
                             {},
                             hint_to_listen(error.code())});
}

}  // namespace

int serve(Shell& shell, const Config& config) {
  telemetry::set_up_log(config.log_level, config.log_format);
  raise_file_limit();
  keep_memory_private();
  umask(077);  // files of the server hold payloads and token hashes, which nobody else may read
  try {
    Wiring wiring(config, shell.world.environment, shell.terminal.out(), shell.world.out_is_tty);
    wiring.run();
    return kOk;
  } catch (const ports::StoreBroken& error) {
    spdlog::critical("the store is broken: {}", error.what());
    return kBroken;
  } catch (const ports::RowDamaged& error) {
    spdlog::critical("the store is damaged: {}", error.what());
    return kBroken;
  } catch (const store::StoreRefused& error) {
    throw Refused(core::Error{core::Errc::conflict, error.what(), {}, {}});
  } catch (const ports::StoreUnavailable& error) {
    throw Refused(core::Error{core::Errc::unavailable, error.what(), {}, {}});
  } catch (const boost::system::system_error& error) {
    throw cannot_listen(config, error);
  }
}

}  // namespace baton::app
