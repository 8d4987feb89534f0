using EdgeKd.Models;

namespace EdgeKd.Onnx.Tests.Exporting;

/// <summary>Every network of the zoo at every operator set: ONNX's own checker, and ONNX Runtime's logits.</summary>
[TestFixture]
[NonParallelizable]
public class ZooExportTests
{
    // What Debian's python3-onnx 1.12 knows.
    private static readonly int[] OpsetsOfTheChecker = [13, 17];

    private const string CheckerScript = """
        import glob, os, sys, onnx
        for path in sorted(glob.glob(os.path.join(sys.argv[1], '*.onnx'))):
            try:
                onnx.checker.check_model(path, full_check=True)
                verdict = 'fits'
            except Exception as error:
                verdict = str(error).splitlines()[0]
            print(os.path.basename(path) + '\t' + verdict)
        """;

    private ZooExports exports = null!;
    private Lazy<Dictionary<string, string>> verdicts = null!;

    private static IEnumerable<string> Names => ModelZoo.Names;

    [OneTimeSetUp]
    public void Prepare()
    {
        exports = new ZooExports();
        verdicts = new Lazy<Dictionary<string, string>>(() => PythonPeer.Run(CheckerScript, exports.WriteAll())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(words => words[0], words => words[1]));
    }

    [OneTimeTearDown]
    public void RemoveFiles() => exports.Dispose();

    [Test]
    public void Onnx_runtime_computes_the_networks_logits([ValueSource(nameof(Names))] string name)
    {
        foreach (var opset in ZooExports.Opsets)
        {
            foreach (var batch in new[] { 1, 7 })
            {
                var (network, runtime) = exports.Logits(name, opset, batch);
                Exported.RequireClose(runtime, network);
            }
        }
    }

    [Test]
    public void The_files_fit_the_standard([ValueSource(nameof(Names))] string name)
    {
        foreach (var opset in OpsetsOfTheChecker)
        {
            Assert.That(verdicts.Value.GetValueOrDefault($"{name}.opset{opset}.onnx"), Is.EqualTo("fits"), $"operator set {opset}");
        }
    }
}
