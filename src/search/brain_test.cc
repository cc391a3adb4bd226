#include "search/brain.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "ponder/error.h"

namespace ponder {
namespace {

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "deeper");
    Write("a.txt", "Water boils at 100 degrees.\n\nA square has four equal sides.\n");
    Write("deeper/b.md", "# Notes\n\nThe area of a square is its side times its side.\n");
    Write("c.bin", "square square square");
  }
  void TearDown() override { std::filesystem::remove_all(path_); }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
  }
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / "ponder_brain_test";
};

TEST_F(Folder, TheBestPassageComesFirstAndOthersDoNotCome) {
  const auto brain = OpenFolderBrain(path_.string());
  const auto found = brain->Recall("What is the AREA of a square of side 3?", 5, {});
  ASSERT_GE(found.size(), 2u);
  EXPECT_EQ(found[0], "The area of a square is its side times its side.");
  EXPECT_EQ(found[1], "A square has four equal sides.");
  EXPECT_EQ(brain->Recall("boils", 5, {}).size(), 1u);
  EXPECT_TRUE(brain->Recall("zebra", 5, {}).empty());
  EXPECT_EQ(brain->Recall("square", 1, {}).size(), 1u);
}

TEST_F(Folder, OneFileIsEnoughAndNothingIsAnError) {
  EXPECT_EQ(OpenFolderBrain((path_ / "a.txt").string())->Recall("sides", 3, {}).size(), 1u);
  EXPECT_THROW(OpenFolderBrain((path_ / "missing").string()), Error);
  std::filesystem::create_directories(path_ / "empty");
  EXPECT_THROW(OpenFolderBrain((path_ / "empty").string()), Error);
}

// A server that sends one page to whoever calls, again and again until they go.
class PageServer {
 public:
  PageServer(std::string page, std::chrono::milliseconds pause)
      : page_(std::move(page)), pause_(pause) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listening_, 1);
    socklen_t size = sizeof address;
    ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/?q={query}";
    thread_ = std::thread([this] { Serve(); });
  }
  ~PageServer() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }
  const std::string& url() const { return url_; }

 private:
  void Serve() {
    const int caller = ::accept(listening_, nullptr, nullptr);
    if (caller < 0) return;
    std::string text = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + page_;
    while (::send(caller, text.data(), text.size(), MSG_NOSIGNAL) > 0) {
      text = page_;
      std::this_thread::sleep_for(pause_);
    }
    ::close(caller);
  }

  std::string page_;
  std::chrono::milliseconds pause_;
  int listening_ = -1;
  std::string url_;
  std::thread thread_;
};

TEST(HttpBrain, OfAPageWithoutEndTheBeginningIsRead) {
  const PageServer server("One.\n\nTwo.\n\n" + std::string(4096, 'x'), {});
  const auto brain = OpenHttpBrain(server.url());
  EXPECT_EQ(brain->Recall("anything", 2, {}), (std::vector<std::string>{"One.", "Two."}));
}

TEST(HttpBrain, AnswersToBeingStopped) {
  const PageServer server("x", std::chrono::milliseconds(50));
  const auto brain = OpenHttpBrain(server.url());
  std::stop_source stop;
  const auto begin = std::chrono::steady_clock::now();
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    stop.request_stop();
  });
  EXPECT_THROW(brain->Recall("anything", 2, stop.get_token()), Error);
  stopper.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Words, AreWhatIsCompared) {
  EXPECT_EQ(WordsOf("It's 3.5 km!"), (std::vector<std::string>{"it", "s", "3", "5", "km"}));
  EXPECT_DOUBLE_EQ(ShareKnown("the red ship", {"the", "red"}), 2.0 / 3);
  EXPECT_EQ(ShareKnown("...", {"the"}), 0);
}

}  // namespace
}  // namespace ponder
