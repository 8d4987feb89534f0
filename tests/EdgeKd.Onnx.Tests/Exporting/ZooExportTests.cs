using EdgeKd.Models;
using EdgeKd.Onnx.Tests.Schema;

namespace EdgeKd.Onnx.Tests.Exporting;

/// <summary>Every network of the zoo at every operator set: ONNX's own checker, and ONNX Runtime's logits.</summary>
[TestFixture]
[NonParallelizable]
public class ZooExportTests
{
    private ZooExports exports = null!;
    private Lazy<IReadOnlyDictionary<string, string>> faults = null!;

    private static IEnumerable<string> Names => ModelZoo.Names;

    [OneTimeSetUp]
    public void Prepare()
    {
        exports = new ZooExports();
        faults = new Lazy<IReadOnlyDictionary<string, string>>(() => OnnxChecker.FaultsIn(
            exports.WriteAll(),
            Exported.Opsets.Where(opset => opset <= OnnxChecker.NewestOperatorSet).SelectMany(opset => Names.Select(name => ZooExports.FileName(name, opset)))));
    }

    [OneTimeTearDown]
    public void RemoveFiles() => exports.Dispose();

    [Test]
    public void Onnx_runtime_computes_the_networks_logits([ValueSource(nameof(Names))] string name)
    {
        foreach (var opset in Exported.Opsets)
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
        foreach (var opset in Exported.Opsets)
        {
            Assert.That(SchemaCheck.Violations(exports.Bytes(name, opset)), Is.Empty, $"operator set {opset}");
            Assert.That(faults.Value.GetValueOrDefault(ZooExports.FileName(name, opset)), Is.Null, $"operator set {opset}");
        }
    }

    [Test]
    public void The_newest_operator_set_loads_at_every_optimization_level([ValueSource(nameof(Names))] string name) =>
        Exported.RequireLoads(exports.Bytes(name, OperatorSets.Newest));
}
