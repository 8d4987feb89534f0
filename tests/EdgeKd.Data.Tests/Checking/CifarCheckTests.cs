namespace EdgeKd.Data.Tests.Checking;

/// <summary>CIFAR-10 as a folder of images, which has nothing but duplicates. Needs the images, and a minute:
/// <c>EDGEKD_CIFAR10=folder dotnet test --filter FullyQualifiedName~CifarCheckTests</c>.</summary>
[TestFixture]
[Category("Soak")]
[Explicit("needs EDGEKD_CIFAR10")]
public class CifarCheckTests
{
    [Test]
    public void Nothing_is_found_but_duplicates()
    {
        var folder = Environment.GetEnvironmentVariable("EDGEKD_CIFAR10") ?? throw new InvalidOperationException("EDGEKD_CIFAR10 is not set");

        var report = DataCheck.Run(folder, new DataCheckOptions(), null, CancellationToken.None);

        Assert.That(report.Parts.Single(part => part.Name == "train").ImageCount, Is.EqualTo(50_000));
        Assert.That(report.Findings.Select(finding => finding.Code).Distinct(), Is.SubsetOf(new[] { "duplicate", "duplicate-across-parts", "near-duplicate", "near-duplicate-across-parts" }));
        Assert.That(report.Findings.Count(finding => finding.Code == "near-duplicate"), Is.GreaterThan(100));
        foreach (var found in report.Findings.GroupBy(finding => finding.Code))
            TestContext.Out.WriteLine($"{found.Key}: {found.Count()} findings, {found.Sum(finding => finding.Files.Count)} files");
    }
}
