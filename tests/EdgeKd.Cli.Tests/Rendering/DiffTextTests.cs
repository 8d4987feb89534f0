using EdgeKd.Cli.Rendering;
using EdgeKd.Data;
using EdgeKd.Pipeline.Diffing;

namespace EdgeKd.Cli.Tests.Rendering;

[TestFixture]
public class DiffTextTests
{
    [Test]
    public void The_images_are_counted_where_both_releases_keep_a_list()
    {
        var diff = new ReleaseDiff { Before = "a 1.0.0", After = "a 1.1.0", Sources = [], SameTestImages = false, TestSetSha256 = "", Precisions = [] };
        var counts = Enum.GetValues<DataChangeKind>().ToDictionary(kind => kind, kind => 1200 * (int)kind);

        Assert.That(Shown(diff), Does.Not.Contain("data: "));
        Assert.That(Shown(diff with { Images = counts }), Does.Contain($"{Environment.NewLine}data: 0 added, 1,200 removed, 2,400 relabelled, 3,600 moved, 4,800 changed{Environment.NewLine}"));
    }

    private static string Shown(ReleaseDiff diff)
    {
        using var output = new StringWriter();
        DiffText.Write(new Terminal(output, TextWriter.Null), diff, null, null);
        return output.ToString();
    }
}
