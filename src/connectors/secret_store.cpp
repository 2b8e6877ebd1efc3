#include "baton/connectors/secret_store.hpp"

#include "baton/connectors/sealed.hpp"
#include "baton/core/digest.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/text.hpp"
#include "baton/telemetry/log.hpp"
#include "connectors/redaction.hpp"

#include <algorithm>
#include <set>
#include <system_error>

namespace baton::connectors {

namespace asio = boost::asio;
using core::Errc;
using core::Error;
using core::Json;

namespace {

// The settings in which everything is kept: the names, the id of the key, and each secret.
constexpr std::string_view kNamesSetting = "secrets";
constexpr std::string_view kKeySetting = "secrets/key";
constexpr std::string_view kSecretSetting = "secret/";
// The names of refresh tokens. People cannot give a name with a slash.
constexpr std::string_view kRefreshPrefix = "refresh/";

std::string setting_of_secret(std::string_view name) {
  return std::string(kSecretSetting) + std::string(name);
}

// Adds a name to the list of names in the store, or takes it out.
void list_secret(ports::SettingsTx& tx, const std::string& name, bool there) {
  const auto known = core::parse_json(tx.setting(kNamesSetting));
  std::set<std::string> names;
  if (known && known->is_array())
    for (const auto& one : *known)
      if (one.is_string()) names.insert(one.get<std::string>());
  if (there)
    names.insert(name);
  else
    names.erase(name);
  tx.set_setting(kNamesSetting, names.empty() ? std::string() : core::dump(Json(names)));
}

identity::AuditRow act_on_secrets(std::string act, std::string object, core::Actor actor) {
  identity::AuditRow row;
  row.actor = std::move(actor);
  row.act = std::move(act);
  row.object = std::move(object);
  return row;
}

// Counts what is under way, for as long as it lives.
class SecretsBusy {
 public:
  explicit SecretsBusy(int& count) : count_(count) { ++count_; }
  ~SecretsBusy() { --count_; }
  SecretsBusy(const SecretsBusy&) = delete;

 private:
  int& count_;
};

Error store_failed(const std::exception& problem) {
  return {
      Errc::unavailable, std::string("the store cannot keep it now: ") + problem.what(), {}, {}};
}

}  // namespace

// Reads what written() wrote. Whatever is wrong with it is a fault of this secret alone.
SecretStore::Kept SecretStore::opened(const std::string& name, const std::string& text) const {
  Kept kept;
  kept.row.name = name;
  const auto json = core::parse_json(text);
  const auto sealed = json ? core::text_at(*json, "sealed") : std::string();
  if (const auto at = core::parse_rfc3339(json ? core::text_at(*json, "at") : std::string()); at)
    kept.row.changed_at = *at;
  kept.row.changed_by = core::Actor::parse(json ? core::text_at(*json, "by") : std::string());
  if (key_.bytes.empty()) {
    kept.row.fault = key_.missing;
  } else if (auto value = unseal(key_.bytes, setting_of_secret(name), sealed)) {
    kept.value = *std::move(value);
  } else if (const auto by = key_of_sealed(sealed); !by.empty() && by != id_of_key(key_.bytes)) {
    kept.row.fault = "it was sealed with another key (" + by + ") than that in " + key_.path +
                     " (" + id_of_key(key_.bytes) + ")";
  } else {
    kept.row.fault = "what the database has of it is damaged";
  }
  return kept;
}

std::string SecretStore::written(const Kept& kept, const core::Secret& key) const {
  return core::dump(Json{{"at", core::to_rfc3339(kept.row.changed_at)},
                         {"by", kept.row.changed_by.text()},
                         {"sealed", seal(key, setting_of_secret(kept.row.name), kept.value)}});
}

// A rotation that was cut after its transaction has left a new key beside the file and its id in
// the store. One that was cut before it has left a new key that nothing was sealed with.
void SecretStore::end_rotation(std::string_view key_in_store) {
  if (key_.next.empty() || id_of_key(key_.next) != key_in_store) return;
  key_.bytes = std::move(key_.next);
  key_.missing.clear();
  key_is_beside_ = true;
  try {
    place_key();
    spdlog::warn("a rotation of the key in {} was cut: it is complete now", key_.path);
  } catch (const std::system_error& problem) {
    spdlog::error("the new key beside {} is in use, but not in its place: {}", key_.path,
                  problem.what());
  }
}

void SecretStore::place_key() {
  if (!key_is_beside_) return;
  key_.use_next();
  key_is_beside_ = false;
}

asio::awaitable<void> SecretStore::open(ports::Store& store, SecretKey key) {
  store_ = &store;
  key_ = std::move(key);
  std::string key_in_store;
  std::map<std::string, std::string> texts;
  auto read = [&key_in_store, &texts](ports::Queries& queries) {
    key_in_store = queries.setting(kKeySetting);
    const auto names = core::parse_json(queries.setting(kNamesSetting));
    if (!names || !names->is_array()) return;
    for (const auto& name : *names) {
      if (name.is_string())
        texts.emplace(name.get<std::string>(),
                      queries.setting(setting_of_secret(name.get<std::string>())));
    }
  };
  co_await store.read_for_server(read);
  end_rotation(key_in_store);
  secrets_.clear();
  for (const auto& [name, text] : texts) {
    auto kept = opened(name, text);
    if (!kept.row.fault.empty()) spdlog::error("the secret {}: {}", name, kept.row.fault);
    secrets_.emplace(name, std::move(kept));
  }
}

SecretStore::Found SecretStore::find(std::string_view name) const {
  Found found;
  const auto kept = secrets_.find(name);
  const std::string named = "the secret " + std::string(name);
  if (store_ == nullptr)
    found.missing = named + " is kept in the database, which only the running server opens";
  else if (kept == secrets_.end())
    found.missing = named + " is not set: baton secrets set " + std::string(name);
  else if (!kept->second.row.fault.empty())
    found.missing = named + " cannot be opened: " + kept->second.row.fault;
  else
    found.value = kept->second.value;
  return found;
}

std::vector<SecretStore::Row> SecretStore::rows() const {
  std::vector<Row> rows;
  for (const auto& [name, kept] : secrets_)
    if (is_name(name)) rows.push_back(kept.row);
  return rows;
}

asio::awaitable<void> SecretStore::write(std::string name, std::string text, std::string act,
                                         core::Actor actor) {
  const SecretsBusy busy(writing_);
  auto part = [&](ports::Tx& tx) {
    tx.set_setting(setting_of_secret(name), text);
    list_secret(tx, name, !text.empty());
    if (!act.empty()) tx.note(act_on_secrets(act, name, actor));
  };
  co_await store_->transact(part);
}

asio::awaitable<core::Result<void>> SecretStore::put(std::string name, core::Secret value,
                                                     core::Actor actor) {
  if (!is_name(name))
    co_return Error{
        Errc::invalid,
        "expected a name of 1 to 100 letters, digits, _, - and ., the first a letter or "
        "a digit",
        "/name",
        {}};
  if (value.reveal().size() < Redaction::kSecretBytesMin ||
      value.reveal().size() > kValueBytesMax || value.reveal().find('\0') != std::string_view::npos)
    co_return Error{Errc::invalid,
                    "expected a value of " + std::to_string(Redaction::kSecretBytesMin) + " to " +
                        std::to_string(kValueBytesMax) + " bytes without NUL, got " +
                        std::to_string(value.reveal().size()),
                    "/value",
                    {}};
  if (key_.bytes.empty() || store_ == nullptr)
    co_return Error{Errc::unavailable, key_.missing, {}, "baton secrets init"};
  if (rotating_ > 0) co_return Error{Errc::conflict, "the key is being rotated", {}, "try again"};
  if (!secrets_.contains(name) && secrets_.size() >= kSecretsMax)
    co_return Error{Errc::limited,
                    "there are " + std::to_string(kSecretsMax) + " secrets, the most",
                    {},
                    "baton secrets rm NAME"};
  Kept kept{{name, clock_.now(), actor, {}}, std::move(value)};
  auto text = written(kept, key_.bytes);
  co_await write(name, std::move(text), "secrets.set", std::move(actor));
  secrets_.insert_or_assign(name, std::move(kept));
  spdlog::info("the secret {} was set", name);
  if (changed_) changed_(name);
  co_return core::Result<void>();
}

asio::awaitable<core::Result<void>> SecretStore::remove(std::string name, core::Actor actor) {
  if (!is_name(name) || !secrets_.contains(name)) {
    std::vector<std::string> names;
    for (const auto& row : rows()) names.push_back(row.name);
    co_return Error{Errc::not_found,
                    "there is no secret \"" + core::shortened(name, 100) + "\"",
                    {},
                    core::did_you_mean(name, names)};
  }
  if (rotating_ > 0) co_return Error{Errc::conflict, "the key is being rotated", {}, "try again"};
  co_await write(name, {}, "secrets.remove", std::move(actor));
  secrets_.erase(name);
  spdlog::info("the secret {} was removed", name);
  if (changed_) changed_(name);
  co_return core::Result<void>();
}

asio::awaitable<core::Result<std::size_t>> SecretStore::rotate(std::vector<std::string> others,
                                                               core::Actor actor) {
  if (key_.bytes.empty() || store_ == nullptr)
    co_return Error{Errc::unavailable, key_.missing, {}, "baton secrets init"};
  if (rotating_ + writing_ > 0)
    co_return Error{Errc::conflict, "secrets are being written", {}, "try again"};
  for (const auto& [name, kept] : secrets_)
    if (!kept.row.fault.empty())
      co_return Error{Errc::conflict,
                      "the secret " + name + ": " + kept.row.fault,
                      {},
                      "set it again or remove it, then rotate"};
  if (!key_.write_next)
    co_return Error{Errc::unavailable, "the key of this store is in no file", {}, {}};
  const SecretsBusy busy(rotating_);
  const auto old = key_.bytes;
  const auto fresh = new_seal_key();
  std::optional<Error> failed;
  std::size_t count = secrets_.size();
  try {
    place_key();  // writing another one beside the file would overwrite the only copy
    key_.write_next(fresh);
    auto part = [&](ports::Tx& tx) {
      for (const auto& [name, kept] : secrets_)
        tx.set_setting(setting_of_secret(name), written(kept, fresh));
      for (const auto& name : others) {
        const auto value = unseal(old, name, tx.setting(name));
        if (!value) continue;
        tx.set_setting(name, seal(fresh, name, *value));
        ++count;
      }
      tx.set_setting(kKeySetting, id_of_key(fresh));
      auto act = act_on_secrets("secrets.rotate_key", id_of_key(fresh), actor);
      act.detail = Json{{"before", id_of_key(old)}, {"secrets", count}};
      tx.note(std::move(act));
    };
    co_await store_->transact(part);
    key_.bytes = fresh;  // from here on the old key opens nothing
    key_is_beside_ = true;
    place_key();
  } catch (const std::system_error& problem) {
    failed = Error{Errc::unavailable, problem.what(), {}, "the server must be able to write there"};
  } catch (const ports::StoreUnavailable& problem) {
    failed = store_failed(problem);
  }
  if (failed) co_return *failed;
  spdlog::info("the key in {} was rotated: {}", key_.path, id_of_key(fresh));
  co_return count;
}

core::Secret SecretStore::refresh_token(std::string_view connection,
                                        const core::Secret& declared) const {
  const auto kept = secrets_.find(std::string(kRefreshPrefix) + std::string(connection));
  if (kept == secrets_.end() || kept->second.value.empty()) return {};
  const auto value = kept->second.value.reveal();
  const auto origin = core::sha256_hex(declared.reveal());
  // A token that came of another declared token is of an authorization that was given up.
  if (!value.starts_with(origin)) return {};
  return core::Secret(std::string(value.substr(origin.size())));
}

asio::awaitable<core::Result<void>> SecretStore::keep_refresh_token(std::string connection,
                                                                    core::Secret declared,
                                                                    core::Secret newest) {
  if (key_.bytes.empty() || store_ == nullptr || rotating_ > 0)
    co_return Error{Errc::unavailable,
                    store_ == nullptr ? "the secrets are not open yet"
                    : rotating_ > 0   ? "the key is being rotated"
                                      : key_.missing,
                    {},
                    {}};
  const auto name = std::string(kRefreshPrefix) + connection;
  Kept kept{{name, clock_.now(), core::Actor::server(), {}},
            core::Secret(core::sha256_hex(declared.reveal()) + std::string(newest.reveal()))};
  std::optional<Error> failed;
  try {
    auto text = written(kept, key_.bytes);
    co_await write(name, std::move(text), {}, {});
  } catch (const ports::StoreUnavailable& problem) {
    failed = store_failed(problem);
  }
  if (failed) co_return *failed;
  secrets_.insert_or_assign(name, std::move(kept));
  co_return core::Result<void>();
}

}  // namespace baton::connectors
