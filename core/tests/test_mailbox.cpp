// mailbox.h: the newest item arrives; the sender frees items that were not taken or were given back.
#include "allocations.h"
#include "test.h"
#include "threads/mailbox.h"

using namespace reamp;

namespace {

struct Counted {
  Counted() { ++alive; }
  ~Counted() { --alive; }
  static inline int alive = 0;
};

}  // namespace

TEST(mailbox_delivers_the_newest_once) {
  Mailbox<int> mailbox;
  CHECK(mailbox.is_empty());
  CHECK(mailbox.take() == nullptr);
  mailbox.publish(std::make_unique<int>(1));
  mailbox.publish(std::make_unique<int>(2));
  CHECK(!mailbox.is_empty());
  auto* parcel = mailbox.take();
  CHECK_EQUAL(*parcel->object, 2);
  CHECK(mailbox.take() == nullptr);
  mailbox.retire(parcel);
}

TEST(mailbox_frees_on_the_sender_s_side_only) {
  {
    Mailbox<Counted> mailbox;
    mailbox.publish(std::make_unique<Counted>());
    mailbox.publish(std::make_unique<Counted>());  // the first was never taken
    CHECK_EQUAL(Counted::alive, 1);
    const long before = testing::heap_calls();
    auto* parcel = mailbox.take();
    mailbox.retire(parcel);
    CHECK_EQUAL(testing::heap_calls(), before);
    CHECK_EQUAL(Counted::alive, 1);
    mailbox.free_retired();
    CHECK_EQUAL(Counted::alive, 0);
    mailbox.publish(std::make_unique<Counted>());
  }
  CHECK_EQUAL(Counted::alive, 0);
}
