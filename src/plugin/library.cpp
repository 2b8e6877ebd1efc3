#include "plugin/library.hpp"

#include <cstddef>
#include <dlfcn.h>

namespace baton::plugin {

namespace {

// The members up to `disconnect` are those of version 1.
constexpr std::size_t kTableBytesMin =
    offsetof(baton_connector_functions, disconnect) + sizeof(void (*)());

std::string table_problem(const baton_connector_functions* table) {
  if (table == nullptr) return "baton_connector() returned NULL";
  if (table->size < kTableBytesMin)
    return "its table of functions has " + std::to_string(table->size) + " bytes, expected " +
           std::to_string(kTableBytesMin) +
           " or more: set size to sizeof(baton_connector_functions)";
  if (table->abi != BATON_CONNECTOR_ABI)
    return "it is made for version " + std::to_string(table->abi) +
           " of the interface, and this Baton has version " + std::to_string(BATON_CONNECTOR_ABI);
  if (table->describe == nullptr || table->connect == nullptr || table->perform == nullptr ||
      table->disconnect == nullptr)
    return "describe, connect, perform and disconnect must not be NULL";
  return {};
}

}  // namespace

Library::Library(const std::string& path) {
  void* loaded = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (loaded == nullptr) {
    const char* why = dlerror();
    problem_ = "the library cannot be loaded: " + std::string(why != nullptr ? why : path);
    return;
  }
  void* entry = dlsym(loaded, BATON_CONNECTOR_SYMBOL);
  if (entry == nullptr) {
    problem_ = "the library has no function " BATON_CONNECTOR_SYMBOL
               "(); is it one for Baton, and does it export it as C?";
    return;
  }
  functions_ = reinterpret_cast<baton_connector_entry>(entry)();
  problem_ = table_problem(functions_);
}

core::Json Library::description() const {
  const char* text = functions_->describe();
  if (text == nullptr) return {};
  auto read = core::parse_json(text);
  return read ? std::move(*read) : core::Json();
}

}  // namespace baton::plugin
