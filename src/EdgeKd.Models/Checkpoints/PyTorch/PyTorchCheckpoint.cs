using System.Text;
using EdgeKd.Models.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>Writes weights as <c>torch.save(state_dict, path)</c> does, for <c>torch.load(path, weights_only=True)</c>.</summary>
/// <remarks>
/// A ZIP archive of stored records (caffe2/serialize/inline_container.h): the pickle of an OrderedDict of tensors, the byte
/// order, one storage a tensor, each beginning at a multiple of 64 bytes, and the archive's version. The same names and values
/// in the same order give the same bytes, whatever their strides. Tensors that share memory are written once each.
/// </remarks>
public static class PyTorchCheckpoint
{
    // PyTorch names the folder after the file; the same bytes under any name need the same folder.
    private const string Folder = "archive/";
    private const string ArchiveVersion = "3\n";

    // Besides the storages: pickle, byte order, version.
    private const int OtherRecords = 3;

    /// <summary>Writes the tensors to a temporary file beside <paramref name="path"/> and renames it.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">Tensors of any device and strides; they are loaded in this order.</param>
    /// <exception cref="ArgumentException">A name is given twice, a type is not written, or all is more than a plain ZIP archive
    /// holds (4 GiB).</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        KeyValuePair<string, Tensor>[] all = [.. tensors];
        var pickle = StateDictionaryPickle.Write(all);
        RequireRoom(all, pickle.Length);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                var zip = new StoredZipWriter(stream);
                zip.Add($"{Folder}data.pkl", pickle);
                zip.Add($"{Folder}byteorder", "little"u8);
                for (var i = 0; i < all.Length; i++)
                {
                    using var scope = NewDisposeScope();
                    zip.Add($"{Folder}data/{i}", all[i].Value.detach().cpu().contiguous().bytes);
                }

                zip.Add($"{Folder}version", Encoding.ASCII.GetBytes(ArchiveVersion));
                zip.Finish();
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void RequireRoom(KeyValuePair<string, Tensor>[] tensors, int pickleBytes)
    {
        var total = pickleBytes + tensors.Sum(pair => (pair.Value.NumberOfElements * pair.Value.ElementSize) + StoredZipWriter.LargestOverheadBytes);
        if (total > uint.MaxValue || tensors.Length > StoredZipWriter.MaxRecords - OtherRecords)
        {
            throw new ArgumentException($"{tensors.Length} tensors of {total} bytes are more than is written as a PyTorch file: write safetensors instead.", nameof(tensors));
        }
    }
}
