namespace EdgeKd.Distillation.Tests;

[TestFixture]
[NonParallelizable]
public class ReferenceVectorsTests
{
    private string? before;

    [SetUp]
    public void Remember() => before = Environment.GetEnvironmentVariable(ReferenceVectors.FolderVariable);

    [TearDown]
    public void Restore() => Environment.SetEnvironmentVariable(ReferenceVectors.FolderVariable, before);

    [Test]
    public void TheVariableNamesAnotherFolder()
    {
        var folder = Directory.CreateTempSubdirectory("edgekd-vectors").FullName;
        try
        {
            var copied = Path.Combine(AppContext.BaseDirectory, "vectors", "kd.safetensors");
            File.Copy(copied, Path.Combine(folder, "other.safetensors"));
            Environment.SetEnvironmentVariable(ReferenceVectors.FolderVariable, folder);
            using var vectors = ReferenceVectors.Open("other.safetensors");
            Assert.That(vectors.Names, Has.Member("ce/loss"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void AMissingFileIsNamedTogetherWithTheVariable()
    {
        Environment.SetEnvironmentVariable(ReferenceVectors.FolderVariable, null);
        Assert.That(
            () => ReferenceVectors.Open("absent.safetensors"),
            Throws.TypeOf<FileNotFoundException>()
                .With.Message.Contains("absent.safetensors").And.Message.Contains("EDGEKD_VECTORS"));
    }

    [Test]
    public void AMissingTensorIsNamedTogetherWithTheFile()
    {
        using var vectors = ReferenceVectors.Open("kd.safetensors");
        Assert.That(
            () => vectors["nothing"],
            Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("kd.safetensors").And.Message.Contains("'nothing'"));
    }
}
