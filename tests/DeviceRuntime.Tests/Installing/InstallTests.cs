using System.Security.Cryptography;
using System.Text.Json;
using EdgeKd.Release;

namespace EdgeKd.DeviceRuntime.Tests.Installing;

/// <summary>Releases on a device: one runs, the former is kept, and nothing else gets in.</summary>
[TestFixture]
public class InstallTests
{
    private static readonly SampleRelease Release = new(images: 2);

    private TemporaryFolder _device = null!;

    [OneTimeTearDown]
    public static void TearDown() => Release.Dispose();

    [SetUp]
    public void MakeDevice() => _device = new TemporaryFolder();

    [TearDown]
    public void RemoveDevice() => _device.Dispose();

    [Test]
    public void A_release_is_installed_beside_the_former_one_and_rolled_back()
    {
        Assert.That(Install("1.0.0").Json.GetProperty("previous").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((Current, Previous), Is.EqualTo(("releases/1.0.0", null as string)));
        Assert.That(RunnerProcess.Run("selftest", _device["current"], "--key", Release.Key).ExitCode, Is.Zero);

        Assert.That(Install("1.1.0").Json.GetProperty("previous").GetString(), Is.EqualTo("1.0.0"));
        Assert.That((Current, Previous), Is.EqualTo(("releases/1.1.0", "releases/1.0.0")));

        var back = RunnerProcess.Run("rollback", "--to", _device.Path, "--json").Json;
        Assert.That((back.GetProperty("version").GetString(), back.GetProperty("previous").GetString()), Is.EqualTo(("1.0.0", "1.1.0")));
        Assert.That((Current, Previous), Is.EqualTo(("releases/1.0.0", "releases/1.1.0")));

        Install("2.0.0");
        Assert.That(Directory.GetDirectories(_device["releases"]).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "1.0.0", "2.0.0" }), "what neither link names goes");
    }

    [Test]
    public void The_same_release_again_changes_nothing()
    {
        Install("1.0.0");
        Install("1.1.0");
        Assert.That(Install("1.1.0").Json.GetProperty("changed").GetBoolean(), Is.False);
        Assert.That((Current, Previous), Is.EqualTo(("releases/1.1.0", "releases/1.0.0")));
    }

    [Test]
    public void Another_release_of_the_same_version_is_refused()
    {
        Install("1.0.0");
        Run(Release.Write("1.0.0", "other.zip", change: manifest => manifest with { Profile = Profiles.Release })).Require(3, "is installed already, with other contents");
    }

    [TestCase("1.0.0", "1.0.0-rc.1"), TestCase("1.0.0-rc.1", "1.0.0"), TestCase("1.2.0", "1.10.0"), TestCase("1.10.0", "1.9.9"), TestCase("2.0.0", "1.99.99"),
     TestCase("1.0.0-alpha.2", "1.0.0-alpha.10"), TestCase("1.0.0-alpha.10", "1.0.0-alpha.2"), TestCase("1.0.0-alpha.1", "1.0.0-alpha.beta"), TestCase("1.0.0-beta", "1.0.0-alpha.beta"),
     TestCase("1.0.0-alpha", "1.0.0-alpha.1"), TestCase("99999999999999999999.0.0", "99999999999999999998.0.0"), TestCase("1.0.0+b", "1.0.0+a")]
    public void An_older_version_is_refused_unless_it_is_meant(string running, string next)
    {
        Install(running);
        var outcome = Install(next);
        if (VersionOrder.Compare(next, running) >= 0)
        {
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
            return;
        }

        outcome.Require(3, $"version {next} is older than {running}");
        Assert.That(Current, Is.EqualTo($"releases/{running}"));
        Assert.That(Install(next, "--allow-downgrade").ExitCode, Is.Zero);
        Assert.That((Current, Previous), Is.EqualTo(($"releases/{next}", $"releases/{running}")));
    }

    [TestCase("1.0"), TestCase("v1.0.0"), TestCase("01.0.0"), TestCase("1.0.0-01"), TestCase("1.0.0-"), TestCase("1.0.0-a..b"), TestCase("1.0.0+"), TestCase("1.0.0-a_b")]
    public void What_is_no_version_is_refused(string version)
    {
        Assert.That(() => VersionOrder.Parse(version, "test"), Throws.TypeOf<InvalidDataException>());
        Install(version).Require(1, "is no version");
    }

    [Test]
    public void A_release_that_is_not_trusted_or_does_not_work_here_leaves_the_running_one_alone()
    {
        Install("1.0.0");
        Run(Release.Write("1.1.0", "unsigned.zip", isSigned: false)).Require(3, "it is unsigned");
        Run(Release.Write("1.1.0", "wrong.zip", golden: Release.GoldenJson(off: 0.5f))).Require(3, "the self-test failed: the int8 model answers golden image 3");
        Run(Release.Write("1.1.0", "without.zip", golden: [])).Require(3, "it carries no golden images");
        Run(Release.Write("1.1.0", "elsewhere.zip", change: manifest => manifest with { Name = "another" })).Require(3, "it is a release of another");
        Assert.That(Current, Is.EqualTo("releases/1.0.0"));
        Assert.That(Previous, Is.Null);
        Install("1.0.1");
        Assert.That(Directory.GetFileSystemEntries(_device["releases"]), Has.Length.EqualTo(2), "nothing is left of those");
    }

    [Test]
    public void A_damaged_release_is_made_whole_by_installing_it_again()
    {
        Install("1.0.0");
        File.WriteAllText(Path.Combine(_device["current"], "model.int8.onnx"), "rust");
        RunnerProcess.Run("selftest", _device["current"]).Require(1, "model.int8.onnx");
        Assert.That(Install("1.0.0").ExitCode, Is.Zero);
        Assert.That(RunnerProcess.Run("selftest", _device["current"], "--key", Release.Key).ExitCode, Is.Zero);
    }

    [Test]
    public void There_is_nothing_to_go_back_to_at_first()
    {
        RunnerProcess.Run("rollback", "--to", _device.Path).Require(3, "there is no release to go back to");
        Install("1.0.0");
        RunnerProcess.Run("rollback", "--to", _device.Path).Require(3, "there is no release to go back to");
    }

    /// <summary>A power cut at every change that an installation makes of the file system, and halfway through every write.</summary>
    [Test]
    public void Killed_at_any_write_it_leaves_a_release_that_passes_its_self_test()
    {
        string first = Bundle("1.0.0"), second = Bundle("1.1.0");
        using var count = new TemporaryFolder();
        using var devices = new TemporaryFolder();
        Assert.That(RunnerProcess.Run("install", first, "--key", Release.Key, "--to", devices["first"]).ExitCode, Is.Zero);
        Assert.That(Killed(second, Copy("rehearsal"), 0, count["changes"]).ExitCode, Is.Zero);
        var changes = int.Parse(File.ReadAllText(count["changes"]));
        Assert.That(changes, Is.GreaterThan(20));

        var outcomes = new Dictionary<string, int>();
        for (var at = 1; at <= changes; at++)
        {
            var device = Copy($"{at}");
            var current = Path.Combine(device, "current");
            Assert.That(Killed(second, device, at, count["none"]).ExitCode, Is.EqualTo(RunnerProcess.Killed), $"change {at} of {changes}");
            var test = RunnerProcess.Run("selftest", current, "--key", Release.Key);
            Assert.That(test.ExitCode, Is.Zero, $"killed at change {at} of {changes}: {test.Error}");
            var runs = new DirectoryInfo(current).LinkTarget!;
            outcomes[runs] = outcomes.GetValueOrDefault(runs) + 1;
            // And the next attempt finds its way.
            if (at % 4 == 0)
                Assert.That(RunnerProcess.Run("install", second, "--key", Release.Key, "--to", device).ExitCode, Is.Zero, $"after the kill at change {at}");
        }

        Assert.That(outcomes.Keys, Is.EquivalentTo(new[] { "releases/1.0.0", "releases/1.1.0" }), "some kills come before the switch and some after");

        string Copy(string name)
        {
            Assert.That(RunnerProcess.Start("cp", ["-a", devices["first"], devices[name]], null).ExitCode, Is.Zero);
            return devices[name];
        }
    }

    [Test]
    public void Two_installations_at_once_do_not_mix()
    {
        Install("1.0.0");
        using var held = new FileStream(_device[".lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Install("1.1.0").Require(1, "another installation is running there");
    }

    private static RunnerOutcome Killed(string bundle, string device, int at, string count) => RunnerProcess.Run(
        new Dictionary<string, string> { ["LD_PRELOAD"] = Path.Combine(RunnerProcess.Folder, "linux-x64", "libkill_at.so"), ["EDGEKD_KILL_AT"] = $"{at}", ["EDGEKD_KILL_COUNT"] = count },
        ["install", bundle, "--key", Release.Key, "--to", device]);

    private string? Current => new DirectoryInfo(_device["current"]).LinkTarget;

    private string? Previous => new DirectoryInfo(_device["previous"]).LinkTarget;

    private static string Bundle(string version)
    {
        var name = $"install-{version}.zip";
        return File.Exists(Release[name]) ? Release[name] : Release.Write(version, name);
    }

    private RunnerOutcome Install(string version, params string[] options) => Run(Bundle(version), options);

    private RunnerOutcome Run(string bundle, params string[] options) => RunnerProcess.Run(["install", bundle, "--key", Release.Key, "--to", _device.Path, "--json", .. options]);
}
