#include "runtime/feed_ring.hpp"

#include <algorithm>
#include <utility>

namespace baton::runtime {

using Position = Feed::Position;
using Record = Feed::Record;

namespace {

std::size_t weight(const Record& record) { return sizeof(Record) + record.text.size(); }

}  // namespace

void FeedRing::begin(const Position& at) {
  clear();
  begun_ = true;
  tail_ = head_ = at;
}

void FeedRing::clear() {
  records_.clear();
  bytes_ = 0;
  begun_ = false;
}

void FeedRing::append(Feed::Slice slice) {
  head_ = slice.at;
  for (auto& record : slice.records) {
    bytes_ += weight(record);
    records_.push_back(std::move(record));
  }
  for (; bytes_ > bytes_max_; records_.pop_front()) {
    bytes_ -= weight(records_.front());
    tail_ = records_.front().at;
  }
}

bool FeedRing::reaches(const Position& at) const { return begun_ && !tail_.is_past(at); }

bool FeedRing::tell(Position& at, const std::function<bool(const Record&)>& take) const {
  const auto is_told = [&at](const Record& record) { return !record.at.is_past(at); };
  auto record = std::partition_point(records_.begin(), records_.end(), is_told);
  for (; record != records_.end(); ++record) {
    const bool of_journal = record->of == Record::Of::journal;
    if (of_journal && at.runs && record->at.sequence > at.sequence) {
      at.sequence = record->at.sequence;
    } else if (!of_journal && at.events && record->at.event > at.event) {
      at.event = record->at.event;
    } else {
      continue;  // not asked for, or told already
    }
    if (!take(*record)) return false;
  }
  at.reach(head_);
  return true;
}

}  // namespace baton::runtime
