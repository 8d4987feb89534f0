using System.Text.Json;
using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Checkpoints;

/// <summary>Files that Debian's PyTorch writes are read with equal bytes, and it reads those written here.</summary>
[TestFixture]
[NonParallelizable]
public class PyTorchPeerTests
{
    // argv: the folder. Prints {file: {tensor: [type, shape, bytes as hex]}}.
    private const string Write = """
        import collections, json, sys, torch
        folder = sys.argv[1]
        torch.manual_seed(1)
        kinds = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool]
        base = torch.arange(24.)
        net = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Linear(4, 2))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
        net[2](torch.ones(1, 4)).sum().backward()
        optimizer.step()
        schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [5, 9])
        wide = {'a': torch.arange(40.).reshape(5, 8)}
        distiller = {'module.student.' + k: v for k, v in net.state_dict().items()}
        distiller.update({'module.teacher.' + k: v + 1 for k, v in net.state_dict().items()})
        distiller['module.embed.weight'] = torch.zeros(3)
        files = {
            'types': {str(k)[6:]: (torch.arange(6).reshape(2, 3) % 2).to(k) for k in kinds},
            'shapes': {'scalar': torch.tensor(2.5), 'empty': torch.zeros(2, 0, 3), 'long': torch.arange(70000, dtype=torch.int32), 'ü/…': torch.ones(1)},
            'strides': {'transposed': base.reshape(4, 6).t(), 'sliced': base[3:20:4], 'permuted': base.reshape(2, 3, 4).permute(2, 0, 1),
                        'expanded': torch.ones(1, 3).expand(5, 3), 'offset': base[5:9], 'whole': base},
            'channels_last': {'w': torch.randn(4, 3, 2, 2).to(memory_format=torch.channels_last)},
            'parameters': {'p': torch.nn.Parameter(torch.ones(2)), 'q': torch.nn.Parameter(torch.ones(3), requires_grad=False)},
            'module': net.state_dict(),
            'nested': {'epoch': 3, 'model': net.state_dict(), 'optimizer': optimizer.state_dict(), 'schedule': schedule.state_dict(),
                       'best': 0.5, 'none': None, 'tuple': (1, 'a'), 'big': 1 << 80, 'flag': True},
            'distiller': {'epoch': 1, 'model': distiller, 'optimizer': optimizer.state_dict()},
        }
        expected = {}
        def weights(value):
            return value['model'] if 'model' in value else value
        for name, value in files.items():
            for suffix, options in [('', {}), ('.legacy', {'_use_new_zipfile_serialization': False}), ('.p4', {'pickle_protocol': 4})]:
                torch.save(value, f'{folder}/{name}{suffix}.pth', **options)
                expected[name + suffix] = {k: [str(v.dtype)[6:], list(v.shape), v.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes().hex() if v.numel() else '']
                                           for k, v in weights(value).items()}
        torch.save(net, f'{folder}/whole.pth')
        torch.jit.script(net).save(f'{folder}/script.pth')
        print(json.dumps(expected))
        """;

    // argv: the folder. Prints what weights_only gives, in the same form.
    private const string Read = """
        import json, os, sys, torch
        read = {}
        for file in sorted(os.listdir(sys.argv[1])):
            value = torch.load(f'{sys.argv[1]}/{file}', weights_only=True)
            read[file] = {k: [str(v.dtype)[6:], list(v.shape), v.contiguous().view(-1).view(torch.uint8).numpy().tobytes().hex() if v.numel() else '']
                          for k, v in value.items()}
            assert type(value).__name__ == 'OrderedDict', type(value)
        print(json.dumps(read))
        """;

    private static readonly string[] Files = ["types", "shapes", "strides", "channels_last", "parameters", "module", "nested", "distiller"];

    private TemporaryFolder written = null!;
    private JsonElement expected;

    [OneTimeSetUp]
    public void WriteFiles()
    {
        written = new TemporaryFolder();
        expected = JsonDocument.Parse(PythonPeer.Run(Write, written.Path)).RootElement;
    }

    [OneTimeTearDown]
    public void Remove() => written.Dispose();

    [Test]
    public void WhatPyTorchWritesIsReadWithEqualBytes(
        [ValueSource(nameof(Files))] string file,
        [Values("", ".legacy", ".p4")] string form)
    {
        using var scope = NewDisposeScope();
        using var read = CheckpointFile.Load(written[$"{file}{form}.pth"]);
        var summary = CheckpointFile.Summarize(written[$"{file}{form}.pth"]);
        Assert.That(read.Format, Is.EqualTo(form == ".legacy" ? CheckpointFormat.LegacyPyTorch : CheckpointFormat.PyTorch));
        Assert.That(Describe(read.Tensors), Is.EqualTo(Describe(expected.GetProperty(file + form))));
        Assert.That(summary.Tensors.Select(t => t.Name), Is.EqualTo(read.Tensors.Keys));
        Assert.That(summary.Tensors.Select(t => (t.Type, t.ElementCount)), Is.EqualTo(read.Tensors.Values.Select(t => (t.dtype, t.numel()))));
    }

    [Test]
    public void WhatIsWrittenHereIsReadByWeightsOnlyWithEqualBytes()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        foreach (var file in Files)
        {
            using var read = CheckpointFile.Load(written[file + ".pth"]);
            PyTorchCheckpoint.Save(folder[file], read.Tensors);
        }

        var back = JsonDocument.Parse(PythonPeer.Run(Read, folder.Path)).RootElement;
        foreach (var file in Files)
        {
            Assert.That(Describe(back.GetProperty(file)), Is.EqualTo(Describe(expected.GetProperty(file))), file);
        }
    }

    [Test]
    public void TheStudentOfADistillerLoadsIntoTheNetworkAndItIsSaid()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(("0", nn.Conv2d(3, 4, 3)), ("1", nn.BatchNorm2d(4)), ("2", nn.Linear(4, 2)));
        var notes = Checkpoint.Load(network, written["distiller.legacy.pth"]);
        Assert.That(notes, Is.EqualTo(new[]
        {
            "the weights are those under 'model'; 'epoch', 'optimizer' left there",
            "the prefix 'module.' of all 19 names is taken off",
            "the 9 tensors of 'student.' are taken without that prefix, the other 10 left ('teacher.', 'embed.')",
        }));
        Assert.That(
            StateDictionary.Of(network).Select(pair => Convert.ToHexStringLower(pair.Value.bytes)),
            Is.EqualTo(expected.GetProperty("module").EnumerateObject().Select(tensor => tensor.Value[2].GetString())));
    }

    [Test]
    public void AWholeModuleIsRefusedByTheNameOfItsClass([Values("whole", "script")] string file) =>
        Assert.That(
            () => CheckpointFile.Load(written[$"{file}.pth"]),
            Throws.InstanceOf<InvalidDataException>()
                .With.Message.Contains(file == "whole" ? "'torch.nn.modules.container.Sequential'" : "TorchScript")
                .And.Message.Contains("torch.save(model.state_dict(), path)"));

    private static string[] Describe(IReadOnlyDictionary<string, Tensor> tensors) =>
    [
        .. tensors.Select(pair => $"{pair.Key} {Name(pair.Value.dtype)} [{string.Join(", ", pair.Value.shape)}] {Convert.ToHexStringLower(pair.Value.contiguous().bytes)}"),
    ];

    private static string[] Describe(JsonElement tensors) =>
    [
        .. tensors.EnumerateObject().Select(t => $"{t.Name} {t.Value[0].GetString()} [{string.Join(", ", t.Value[1].EnumerateArray())}] {t.Value[2].GetString()}"),
    ];

    private static string Name(ScalarType type) => type == ScalarType.Byte ? "uint8" : type.ToString().ToLowerInvariant();
}
