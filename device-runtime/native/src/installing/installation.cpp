#include "installation.h"

#include "../faults/fault.h"
#include "../files/durable_files.h"
#include "../signing/bundle_signature.h"
#include "version.h"

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <set>
#include <sys/file.h>
#include <unistd.h>

namespace edgekd {
namespace {

// A version cannot begin with a dot, so no release has such a name.
constexpr const char* kUnpacking = ".unpacking-";

bool is_unpacking(const std::string& name) { return name.rfind(kUnpacking, 0) == 0; }

// The temporary name of a link, as switch_link makes it.
bool is_half_made_link(const std::string& name) {
    return (name.rfind("current.", 0) == 0 || name.rfind("previous.", 0) == 0);
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(folder.c_str()), closedir);
    while (const dirent* entry = entries ? readdir(entries.get()) : nullptr)
        if (std::string(entry->d_name) != "." && std::string(entry->d_name) != "..") names.push_back(entry->d_name);
    return names;
}

void require_self_test(const std::string& path, const std::string& runtime, const RunSettings& run) {
    const std::string fault = self_test(path, runtime, run).fault();
    if (!fault.empty()) throw Fault(path + ": the self-test failed: " + fault + ".", Outcome::refused);
}

}  // namespace

Installation::Installation(const std::string& folder) : folder_(folder) {
    while (folder_.size() > 1 && folder_.back() == '/') folder_.pop_back();
    make_folders(folder_ + "/releases");
    const std::string path = folder_ + "/.lock";
    lock_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock_ < 0) throw system_fault(path, "it cannot be opened", errno);
    if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        close(lock_);
        throw Fault(folder_ + ": another installation is running there; try again when it has ended.");
    }
    remove_leftovers();
}

Installation::~Installation() { close(lock_); }

InstallResult Installation::install(const InstallSettings& settings) {
    const auto bundle = Bundle::open(settings.bundle);
    require_signature(bundle, TrustedKeys::load(settings.key), today());
    const auto& manifest = bundle.manifest();
    const std::string running = version_of("current");
    require_newer(bundle, running, settings.allow_downgrade);
    if (!holds(bundle)) put_in_place(bundle, settings);
    else require_self_test(release(manifest.version), settings.runtime, settings.run);
    const bool was_installed = running == manifest.version;
    if (!was_installed) switch_to(manifest.version, running);
    remove_others();
    return {manifest.name, manifest.version, version_of("previous"), was_installed};
}

InstallResult Installation::roll_back(const std::string& runtime, const RunSettings& run) {
    const std::string running = version_of("current"), before = version_of("previous");
    if (before.empty() || before == running)
        throw Fault(folder_ + ": there is no release to go back to.", Outcome::refused);
    const auto bundle = Bundle::open(release(before));
    require_self_test(release(before), runtime, run);
    if (!exchange_names(folder_ + "/current", folder_ + "/previous")) {
        switch_link(folder_ + "/current", "releases/" + before);
        switch_link(folder_ + "/previous", "releases/" + running);
    }
    return {bundle.manifest().name, before, running, false};
}

std::string Installation::version_of(const char* link) const {
    const std::string target = link_target(folder_ + "/" + link);
    return target.substr(target.find_last_of('/') + 1);
}

// What a killed installation left: nobody else installs now.
void Installation::remove_leftovers() const {
    for (const auto& name : names_in(folder_ + "/releases"))
        if (is_unpacking(name)) remove_tree(folder_ + "/releases/" + name);
    for (const auto& name : names_in(folder_))
        if (is_half_made_link(name)) remove_tree(folder_ + "/" + name);
}

void Installation::require_newer(const Bundle& bundle, const std::string& running, bool allow_downgrade) const {
    const auto& manifest = bundle.manifest();
    const auto version = Version::parse(manifest.version, bundle.path());
    if (running.empty()) return;
    if (version.compare(Version::parse(running, folder_ + "/current")) < 0 && !allow_downgrade)
        throw Fault(bundle.path() + ": version " + manifest.version + " is older than " + running +
                        ", which runs; use rollback, or --allow-downgrade where it is meant.",
                    Outcome::refused);
    // Where the running release is damaged, only the new one's own test counts.
    try {
        const auto current = Bundle::open(release(running));
        if (current.manifest().name != manifest.name)
            throw Fault(bundle.path() + ": it is a release of " + manifest.name + ", and " + folder_ +
                            " holds releases of " + current.manifest().name + "; install it elsewhere.",
                        Outcome::refused);
    } catch (const Fault& fault) {
        if (fault.outcome() == Outcome::refused) throw;
    }
}

// Whether this very release lies there, undamaged.
bool Installation::holds(const Bundle& bundle) const {
    const std::string path = release(bundle.manifest().version);
    if (!exists(path)) return false;
    try {
        const auto held = Bundle::open(path);
        if (held.manifest_bytes() == bundle.manifest_bytes()) return held.signature_bytes() == bundle.signature_bytes();
    } catch (const Fault&) {
        return false;  // damaged: it is unpacked anew
    }
    throw Fault(path + ": version " + bundle.manifest().version +
                    " is installed already, with other contents; give the new release a version of its own.",
                Outcome::refused);
}

void Installation::unpack(const Bundle& bundle, const std::string& to) const {
    make_folders(to);
    std::set<std::string> folders{to};
    for (const auto& file : bundle.manifest().files) {
        const std::string path = to + "/" + file.path;
        for (std::string folder = folder_of(path); folders.insert(folder).second; folder = folder_of(folder))
            make_folders(folder);
        write_new_file(path, bundle.read(file.path));
    }
    write_new_file(to + "/" + Manifest::kFileName, bundle.manifest_bytes());
    write_new_file(to + "/" + Manifest::kSignatureFileName, bundle.signature_bytes());
    for (const auto& folder : folders) sync_folder(folder);
}

void Installation::put_in_place(const Bundle& bundle, const InstallSettings& settings) const {
    const std::string place = release(bundle.manifest().version),
                      temporary = release(kUnpacking + bundle.manifest().version);
    unpack(bundle, temporary);
    require_self_test(temporary, settings.runtime, settings.run);
    // A damaged release of this version stands in the way; the links may name it, so it is never missing.
    if (exists(place) && exchange_names(temporary, place)) {
        remove_tree(temporary);
        return;
    }
    remove_tree(place);
    rename_durably(temporary, place);
}

void Installation::switch_to(const std::string& version, const std::string& running) const {
    // The one before first: killed between the two, both links name the release that runs.
    if (!running.empty()) switch_link(folder_ + "/previous", "releases/" + running);
    switch_link(folder_ + "/current", "releases/" + version);
}

// Devices have little room: what neither link names goes.
void Installation::remove_others() const {
    const std::set<std::string> kept{version_of("current"), version_of("previous")};
    for (const auto& name : names_in(folder_ + "/releases"))
        if (kept.count(name) == 0) remove_tree(folder_ + "/releases/" + name);
}

}  // namespace edgekd
