namespace EdgeKd.Models;

/// <summary>The formats in which weights are read.</summary>
public enum CheckpointFormat
{
    /// <summary>safetensors: a JSON header and raw data.</summary>
    Safetensors,

    /// <summary>What <c>torch.save</c> writes since PyTorch 1.6: a ZIP archive of a pickle and one record a storage.</summary>
    PyTorch,

    /// <summary>What <c>torch.save</c> wrote before: five pickles and the storages behind them.</summary>
    LegacyPyTorch,
}
