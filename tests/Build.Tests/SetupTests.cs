using Cake.Core;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tests;

[TestFixture]
public class SetupTests
{
    [TestCase("ii  cmake\nii  make\nrc  g++\nun  libopencv-imgproc-dev\n", "g++ libopencv-imgcodecs-dev libopencv-imgproc-dev nlohmann-json3-dev libjpeg62-turbo-dev libpng-dev libssl-dev zlib1g-dev chromium")]
    [TestCase("", "cmake g++ make libopencv-imgcodecs-dev libopencv-imgproc-dev nlohmann-json3-dev libjpeg62-turbo-dev libpng-dev libssl-dev zlib1g-dev chromium")]
    [TestCase("ii  cmake\nii  make\nii  g++\nii  libopencv-imgproc-dev\nii  libopencv-imgcodecs-dev\nii  nlohmann-json3-dev\nii  libjpeg62-turbo-dev\nii  libpng-dev\nii  libssl-dev\nii  zlib1g-dev\nii  chromium", "")]
    public void PackagesThatAreNotFullyInstalledAreMissing(string listing, string missing) =>
        Assert.That(string.Join(' ', SetupDebianPackages.Missing(SetupDebianPackages.Needed(PackageMode.NuGet, null), listing)), Is.EqualTo(missing));

    [Test]
    public void OnlyTheSystemModeWithoutALibTorchOfItsOwnNeedsDebians()
    {
        Assert.That(SetupDebianPackages.Needed(PackageMode.System, null), Does.Contain("libtorch-dev").And.Contain("libopenblas0-pthread"));
        Assert.That(SetupDebianPackages.Needed(PackageMode.System, "/opt/libtorch"), Does.Not.Contain("libtorch-dev"));
        Assert.That(SetupDebianPackages.Needed(PackageMode.NuGet, null), Does.Not.Contain("libtorch-dev"));
    }

    [Test]
    public void AnUnknownModeIsAnErrorThatNamesTheChoices()
    {
        Assert.That(SetupPackageFeed.Parse("nuget", "x"), Is.EqualTo(PackageMode.NuGet));
        Assert.That(SetupPackageFeed.Parse("system", "x"), Is.EqualTo(PackageMode.System));
        Assert.That(() => SetupPackageFeed.Parse("conda", "x"), Throws.TypeOf<CakeException>().With.Message.Contains("auto, nuget or system"));
    }
}
