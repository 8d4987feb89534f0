namespace EdgeKd.Edge.Tests.Runtime;

[TestFixture]
public class OnnxRuntimeInfoTests
{
    [Test]
    public void Names_the_version_that_is_loaded() => Assert.That(OnnxRuntimeInfo.Version, Does.Match(@"^1\.\d+\.\d+"));
}
