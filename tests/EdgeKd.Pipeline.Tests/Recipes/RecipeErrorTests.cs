using EdgeKd.Pipeline.Recipes;

namespace EdgeKd.Pipeline.Tests.Recipes;

[TestFixture]
public class RecipeErrorTests
{
    private const string Minimal = """
        name: tiny
        version: 1.0.0
        teacher: { model: resnet8 }
        student: { model: mobilenetv2, width: 0.25 }

        """;

    // Line 5 is the first line after the minimal recipe.
    [TestCase("distill:\n  tempreature: 4", 6, "unknown key 'tempreature' in distill; did you mean 'temperature'?")]
    [TestCase("distil: {}", 5, "unknown key 'distil' in the recipe; did you mean 'distill'?")]
    [TestCase("distill: { train: { epoch: 4 } }", 5, "unknown key 'epoch' in distill.train; did you mean 'epochs'?")]
    [TestCase("data:\n  augment:\n    flip: true", 7, "unknown key 'flip' in data.augment; known are colorJitter, cropPadding, cutmix, horizontalFlip, mixup, randAugment, randomErasing, randomResizedCrop, rotationDegrees")]
    [TestCase("distill:\n  train:\n    epochs: five", 7, "distill.train.epochs wants a whole number, found 'five'")]
    [TestCase("distill: { train: { epochs: 2.5 } }", 5, "distill.train.epochs wants a whole number, found '2.5'")]
    [TestCase("distill: { train: { epochs: '5' } }", 5, "distill.train.epochs wants a whole number, found '5'")]
    [TestCase("distill: { train: { epochs: [5] } }", 5, "distill.train.epochs wants a whole number, found a list")]
    [TestCase("distill: { train: { epochs: 99999999999 } }", 5, "distill.train.epochs wants a whole number, found '99999999999'")]
    [TestCase("distill: { temperature: .nan }", 5, "distill.temperature wants a number, found '.nan'")]
    [TestCase("distill: { temperature: 1e999 }", 5, "distill.temperature wants a number, found '1e999'")]
    [TestCase("distill: { train: { nesterov: yes } }", 5, "distill.train.nesterov wants true or false, found 'yes'")]
    [TestCase("distill: { temperature: 0 }", 5, "distill.temperature is 0 but must be from 0.1 to 100")]
    [TestCase("distill: { train: { epochs: 0 } }", 5, "distill.train.epochs is 0 but must be from 1 to 10000")]
    [TestCase("seed: -1", 5, "seed is -1 but must be from 0 to 2147483647")]
    [TestCase("export: { opset: 12 }", 5, "export.opset is 12 but must be from 13 to 21")]
    [TestCase("export: { opset: 22 }", 5, "export.opset is 22 but must be from 13 to 21")]
    [TestCase("export:\n  input: pixels\n  opset: 17", 7, "export.opset is 17, but input: pixels resizes antialiased, which needs 18 or more; raise it or remove it")]
    [TestCase("export: { input: pixel }", 5, "export.input is 'pixel' but must be one of tensor, pixels; did you mean 'pixels'?")]
    [TestCase("export: { branches: merged }", 5, "export.branches is 'merged' but must be one of merge, keep; did you mean 'merge'?")]
    [TestCase("data: { interpolation: cubic }", 5, "data.interpolation is 'cubic' but must be one of bilinear, bicubic; did you mean 'bicubic'?")]
    [TestCase("distill: { method: kdd }", 5, "distill.method is 'kdd' but must be one of ce, kd, dkd, reviewkd, dist, dhkd, srd; did you mean 'dkd'?")]
    [TestCase("distill: { train: { optimizer: dot, delta: 0.1 } }", 5, "distill.train.delta (0.1) must be smaller than 1 - momentum and not above momentum (0.9): take less than 0.1, such as 0.075")]
    [TestCase("distill: { train: { optimizer: dot, nesterov: true } }", 5, "distill.train.nesterov: dot has no Nesterov momentum; remove the key")]
    [TestCase("distill: { method: ce, train: { optimizer: dot } }", 5, "distill: optimizer dot needs a loss against a teacher, and method ce has none; choose another method or optimizer sgd")]
    [TestCase("distill: { reparameterization: gpd, gpd: { ratio: 1 } }", 5, "distill.gpd.ratio is 1 but must be from 2 to 16")]
    [TestCase("distill: { reparameterization: gpd, gpd: { start: finetune } }", 5, "distill.gpd.start finetune begins at a trained student; name its file with student.checkpoint")]
    [TestCase("distill: { method: reviewkd, reviewKd: { studentFeatures: [layer1] } }", 5, "distill.reviewKd names 1 studentFeatures but 0 teacherFeatures; name as many of each, or neither")]
    [TestCase("distill: { method: srd, train: { batchSize: 1 } }", 5, "distill.train.batchSize is 1, but srd standardises features over the batch; take 2 or more, 64 is usual")]
    [TestCase("data: { kind: folder }", 5, "data.kind is 'folder' but must be one of shapes, cifar10, cifar100, image-folder, manifest, shards; known are cifar10, cifar100, image-folder, manifest, shapes, shards")]
    [TestCase("data:\n  kind: image-folder\n  roots: photos", 7, "data.roots belongs to kind manifest, and this is image-folder; remove it, or list the images in a manifest")]
    [TestCase("data: { classes: [a, b] }", 5, "data.classes belongs to kind manifest, and this is shapes; remove it, or list the images in a manifest")]
    [TestCase("data: { labels: { a: b } }", 5, "data.labels belongs to kind manifest, and this is shapes; remove it, or list the images in a manifest")]
    [TestCase("data: { split: by group }", 5, "data.split: by group belongs to kind manifest, and this is shapes; remove it, or list the images in a manifest")]
    [TestCase("data: { split: by camera }", 5, "data.split is 'by camera' but must be one of by image, by group; known are by group, by image")]
    [TestCase("data: { kind: cifar10, lock: data.lock }", 5, "data.lock names the files of images, and cifar10 has none of its own; remove it")]
    [TestCase("data: { kind: manifest, testFraction: 0.5, validationFraction: 0.5 }", 5, "data.validationFraction and data.testFraction leave nothing to train on; make one smaller")]
    [TestCase("data: { kind: manifest, classes: [a, b, a] }", 5, "data.classes names 'a' twice; remove one")]
    [TestCase("data: { kind: manifest, roots: [a, ''] }", 5, "data.roots[1] is empty; name a folder")]
    [TestCase("data: { kind: manifest, labels: [a] }", 5, "data.labels wants words below it (from: to), found a list")]
    [TestCase("data:\n  kind: manifest\n  labels:\n    a:", 8, "data.labels wants a word on each side, such as kitten: cat")]
    [TestCase("data: { keep: encoded }", 5, "data.keep is encoded, but shapes has no encoded pictures; write them as shards first (edgekd data shard), or keep them decoded")]
    [TestCase("data: { kind: shards, path: x, keep: encoded, shuffleBuffer: 9, url: 'http://localhost/index.json', sha256: 0000000000000000000000000000000000000000000000000000000000000000, augment: { mixup: { alpha: 1 } } }", 5, "data.augment has mixup, which reads partners from all shards at once, but they are fetched and kept encoded; keep them decoded, or remove it")]
    [TestCase("data: { shuffleBuffer: 9 }\ndistill: { train: { sampler: balanced } }", 6, "distill.train.sampler is balanced, which draws from all images at once, but data.shuffleBuffer reads them shard by shard; remove one of the two")]
    [TestCase("data: { shuffleBuffer: -1 }", 5, "data.shuffleBuffer is -1 but must be from 0 to 10000000")]
    [TestCase("data: { kind: shards, path: x, keep: encoded, url: 'http://localhost/index.json', sha256: 0000000000000000000000000000000000000000000000000000000000000000 }", 5, "data.shuffleBuffer is 0, which reads from all shards at once, but they are fetched and kept encoded; set it to 10000, say")]
    [TestCase("profile: fast", 5, "profile is 'fast' but must be one of quick, release; known are quick, release")]
    [TestCase("validate:\n  targets:\n    - { name: arm, kind: qemu }", 7, "validate.targets[0].kind is 'qemu' but must be one of local, local-cuda, qemu-arm64, web, ssh, android; known are android, local, local-cuda, qemu-arm64, ssh, web")]
    [TestCase("validate:\n  targets:\n    - { name: local }\n    - { name: pi, kind: ssh }", 8, "validate.targets[1].host is missing: name the device 'pi', as user@host")]
    [TestCase("validate: { targets: [{ kind: web }] }", 5, "validate.targets[0].name is missing; add it (see its meaning in the recipes under models/)")]
    [TestCase("validate: { targets: [{ name: a b }] }", 5, "validate.targets[0].name 'a b' must be 1 to 32 lower-case letters, digits, '-', '_' or '.', starting with a letter or digit")]
    [TestCase("validate: { targets: [{ name: each, kind: web }] }", 5, "validate.targets[0].name is each, by which policies mean all targets; choose another")]
    [TestCase("validate: { targets: [{ name: w, kind: web }, { name: w, kind: web }] }", 5, "validate.targets has two targets named 'w'; rename one")]
    [TestCase("validate: { targets: [{ name: w, kind: web, host: pi }] }", 5, "validate.targets[0].host belongs to kind ssh, and 'w' is of kind web; remove it or change the kind")]
    [TestCase("validate: { targets: [{ name: w, kind: web, runner: r }] }", 5, "validate.targets[0].runner belongs to kind local or local-cuda or ssh or android, and 'w' is of kind web; remove it or change the kind")]
    [TestCase("validate: { targets: [{ name: local, threads: 2 }] }", 5, "validate.targets[0]: 'local' is this machine, as validate.threads and its other keys have it; give one that differs a name of its own")]
    [TestCase("validate: { targets: [{ name: local, kind: web }] }", 5, "validate.targets[0]: 'local' is this machine, as validate.threads and its other keys have it; give one that differs a name of its own")]
    [TestCase("validate: { targets: [{ name: arm, kind: qemu-arm64, cpu: '-help' }] }", 5, "validate.targets[0].cpu is no name of a processor, such as cortex-a76")]
    [TestCase("validate: { targets: [{ name: two, affinity: '0-1' }] }", 5, "validate.targets[0].affinity must be numbers of processors, such as 0,2")]
    [TestCase("validate: { targets: [{ name: pi, kind: ssh, host: pi, port: 0 }] }", 5, "validate.targets[0].port is 0 but must be from 1 to 65535")]
    [TestCase("distill: kd", 5, "distill wants keys below it (key: value), found 'kd'")]
    [TestCase("distill:", 5, "distill wants keys below it (key: value), found nothing")]
    [TestCase("distill: { temperature: }", 5, "distill.temperature is empty; give it a number or remove the key")]
    [TestCase("data: { normalize: { mean: [0.5, 0.5] } }", 5, "data.normalize.mean wants three numbers: red, green, blue")]
    [TestCase("data: { normalize: { mean: 0.5 } }", 5, "data.normalize.mean wants a list, found '0.5'")]
    [TestCase("data: { normalize: { mean: [0.5, 0.5, 2] } }", 5, "data.normalize.mean[2] is 2 but must be from 0 to 1")]
    [TestCase("data: { sha256: abc }", 5, "data.sha256 wants 64 hex digits")]
    [TestCase("data: { url: 'ftp://x' }", 5, "data.url needs data.sha256 beside it, so that what is fetched can be checked")]
    [TestCase("data: { imageSize: 64, storedSize: 32 }", 5, "data.storedSize (32) is smaller than data.imageSize (64); make it as large or leave it out")]
    [TestCase("data: { trainFraction: 0 }", 5, "data.trainFraction is 0 but must be from 0.0001 to 1")]
    [TestCase("data: { trainFraction: 1.5 }", 5, "data.trainFraction is 1.5 but must be from 0.0001 to 1")]
    [TestCase("data: { unlabelled: rest }", 5, "data.unlabelled wants a list, found 'rest'")]
    [TestCase("data:\n  unlabelled:\n    - more\n    - rest", 8, "data.unlabelled names rest, but data.trainFraction is 1 and leaves no training image out; make it smaller, or name a folder")]
    [TestCase("data: { trainFraction: 0.1, unlabelled: [''] }", 5, "data.unlabelled[0] is empty; name a folder, or rest")]
    [TestCase("data: { unlabeled: [more] }", 5, "unknown key 'unlabeled' in data; did you mean 'unlabelled'?")]
    [TestCase("distill: { train: { epochs: 2, schedule: { warmUpEpochs: 2 } } }", 5, "distill.train.schedule.warmUpEpochs (2) leaves nothing of 2 epochs; make it smaller")]
    [TestCase("distill: { train: { schedule: { kind: step, milestones: [3, 2] } } }", 5, "distill.train.schedule.milestones must rise")]
    [TestCase("distill: { train: { schedule: { milestones: [3] } } }", 5, "distill.train.schedule.milestones belong to kind step; set kind: step or remove them")]
    [TestCase("distill: { ceWeight: 0, kdWeight: 0 }", 5, "distill: ceWeight and kdWeight are both 0, so nothing would be learned")]
    [TestCase("distill: { train: { views: 4 } }", 5, "distill.train.views is 4, but data.augment varies nothing, so every view would be the same; set views: 1 or an augmentation")]
    [TestCase("distill: { train: { views: -1 } }", 5, "distill.train.views is -1 but must be from 0 to 1000")]
    [TestCase("distill: { train: { cacheLimitMb: 100 } }", 5, "distill.train.cacheLimitMb limits what is kept of views, and there are none; set views or remove it")]
    [TestCase("compare:\n  arms:\n    - name: a\n      distill: { train: { views: 2 } }", 8, "compare.arms[0].distill.train.views is 2, but data.augment varies nothing, so every view would be the same; set views: 1 or an augmentation")]
    [TestCase("data: { longTail: 0.5 }", 5, "data.longTail is 0.5 but must be from 1 to 10000")]
    [TestCase("data: { augment: { mixup: { alpha: 0 } } }", 5, "data.augment.mixup.alpha is 0 but must be from 0.05 to 100")]
    [TestCase("data: { augment: { cutmix: { probability: 2 } } }", 5, "data.augment.cutmix.probability is 2 but must be from 0 to 1")]
    [TestCase("data: { augment: { mixup: {} } }\ndistill:\n  method: dkd", 7, "distill.method is dkd, which parts the true class from the others, but data.augment mixes images, so that they have two; choose another method, or remove mixup")]
    [TestCase("data: { augment: { mixup: {}, cutmix: {} } }\ncompare:\n  arms:\n    - name: a\n      distill: { method: dkd }", 9, "compare.arms[0].distill.method is dkd, which parts the true class from the others, but data.augment mixes images, so that they have two; choose another method, or remove mixup and cutmix")]
    [TestCase("distill: { train: { sampler: even } }", 5, "distill.train.sampler is 'even' but must be one of shuffled, balanced, square-root; known are balanced, shuffled, square-root")]
    [TestCase("distill: { train: { classWeights: inverse } }", 5, "distill.train.classWeights wants keys below it (key: value), found 'inverse'")]
    [TestCase("distill: { train: { classWeights: { beta: 1 } } }", 5, "distill.train.classWeights.beta is 1 but must be from 0 to 0.9999999")]
    [TestCase("distill:\n  train:\n    sampler: balanced\n    classWeights: { kind: inverse }", 8, "distill.train has sampler: balanced and classWeights, which would make up for rare classes twice; keep one")]
    [TestCase("distill: { train: { select: last, selectBy: balanced } }", 5, "distill.train.selectBy says which epoch is the best, but distill.train.select is last; remove one of the two")]
    [TestCase("quantize: { enabled: true }", 5, "quantize.enabled is called quantize.int8 by now; rename it")]
    [TestCase("quantize: { int8: true, method: kl }", 5, "quantize.method is 'kl' but must be one of auto, minmax, percentile, entropy, mse; known are auto, entropy, minmax, mse, percentile")]
    [TestCase("quantize: { int8: true, images: 0 }", 5, "quantize.images is 0 but must be from 1 to 1000000")]
    [TestCase("quantize: { int8: true, weightBits: 4 }", 5, "quantize.weightBits is 4 but must be from 7 to 8")]
    [TestCase("quantize: { int8: true, maxDropPoint: 1 }", 5, "unknown key 'maxDropPoint' in quantize; did you mean 'maxDropPoints'?")]
    [TestCase("quantize: { int8: true, onFailure: ship }", 5, "quantize.onFailure is 'ship' but must be one of error, ship-float; known are error, ship-float")]
    [TestCase("quantize:\n  int8: true\n  method: mse\n  ranges: ranges.json", 7, "quantize.method is mse, but quantize.ranges names a file whose ranges are found already; keep one of the two")]
    [TestCase("compare:\n  arms:\n    - name: a\n    - name: a", 8, "compare.arms has two arms named 'a'; rename one")]
    [TestCase("compare:\n  arms:\n    - distill: { method: ce }", 7, "compare.arms[0].name is missing; add it (see its meaning in the recipes under models/)")]
    [TestCase("compare:\n  reference: b\n  arms:\n    - name: a", 6, "compare.reference 'b' is none of the arms (a)")]
    [TestCase("seed: *x", 5, "aliases (*name) are not used in recipes; write the value out")]
    [TestCase("gate: { minTop1: 95 }", 5, "gate.minTop1 is 95 but must be from 0 to 1")]
    [TestCase("gate:\n  policy: policy.yaml\n  minTop1: 0.9", 7, "gate.minTop1 stands beside gate.policy, which has all rules; move it into the policy, or remove gate.policy")]
    [TestCase("gate:\n  policy: policy.yaml\n  require: any", 7, "gate.require stands beside gate.policy, which has all rules; move it into the policy, or remove gate.policy")]
    [TestCase("gate:\n  maxTop1DropPoints: 0", 6, "gate.maxTop1DropPoints is 0, but nothing can be proven to lose nothing; give it a number above 0, or set gate.confidence: 0.5 to compare the measured values")]
    [TestCase("gate: { confidence: 0.2 }", 5, "gate.confidence is 0.2 but must be from 0.5 to 0.9999")]
    public void A_wrong_recipe_is_one_line_with_its_place(string addition, int line, string problem)
    {
        var error = Assert.Throws<RecipeException>(() => RecipeFile.Parse(Minimal + addition + "\n", "models/tiny/recipe.yaml"))!;

        Assert.That(error.Message, Is.EqualTo($"models/tiny/recipe.yaml:{line}: {problem}"));
    }

    [TestCase("version: 1.0.0\nteacher: { model: a }\nstudent: { model: b }", 1, "name is missing")]
    [TestCase("name: tiny\nteacher: { model: a }\nstudent: { model: b }", 1, "version is missing")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher: { model: a }", 1, "student is missing")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher:\n  width: 1\nstudent: { model: b }", 3, "teacher.model is missing; name a network of the zoo, or an ONNX file with teacher.onnx")]
    [TestCase("name: ../out\nversion: 1.0.0\nteacher: { model: a }\nstudent: { model: b }", 1, "name must be 1 to 64")]
    [TestCase("name: ship\nversion: 1.0.0\nteacher: { model: a }\nstudent: { model: b }", 1, "name 'ship' is a folder of the build")]
    [TestCase("name: tiny\nversion: 1.0\nteacher: { model: a }\nstudent: { model: b }", 2, "version '1.0' is not a semantic version")]
    [TestCase("name: tiny\nversion: 1.0.0/../..\nteacher: { model: a }\nstudent: { model: b }", 2, "version '1.0.0/../..' is not")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher: { model: a, checkpoint: t.safetensors, train: { epochs: 1 } }\nstudent: { model: b }", 3, "teacher has both checkpoint and train")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher: { model: resnet8, train: { views: 4 } }\nstudent: { model: b }", 3, "teacher.train has views, but a teacher has no teacher")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher: { model: resnet2O }\nstudent: { model: mobilenetv2 }", 3, "teacher.model 'resnet2O' is none of the networks known here; did you mean 'resnet20'?")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher: { model: resnet8 }\nstudent: { model: transformer }", 4, "student.model 'transformer' is none of the networks known here; known are resnet8,")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher:\n  model: resnet18\n  stem: cifar\nstudent: { model: mobilenetv2 }", 5, "teacher: resnet18 has one stem, 'imagenet', and was given stem 'cifar'; leave stem out, or choose another network.")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher:\n  model: resnet8\n  others:\n    - model: vgg8\n      checkpoint: v.safetensors\n      width: 2\nstudent: { model: mobilenetv2 }", 8, "teacher.others[0]: vgg8 has one width and was given width 2; leave width out")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher: { model: wrn_40_2 }\nstudent:\n  model: mobileone-s0\n  stage2Stride: 1", 6, "student: mobileone-s0 has no stage2Stride and was given 1; leave it out")]
    [TestCase("name: tiny\nversion: 1.0.0\nteacher: { model: wrn_40_2 }\nstudent:\n  model: shufflenetv2\n  dropout: 0.1", 6, "student: shufflenetv2 has no dropout and was given 0.1; leave dropout out")]
    [TestCase("name: tiny\nname: tiny", 2, "not valid YAML: ")]
    [TestCase("name: [", 2, "not valid YAML: ")]
    [TestCase("- a", 1, "the recipe wants keys below it")]
    public void Missing_and_malformed_parts_are_named(string yaml, int line, string problem)
    {
        var error = Assert.Throws<RecipeException>(() => RecipeFile.Parse(yaml, "r.yaml"))!;

        Assert.That(error.Message, Does.StartWith($"r.yaml:{line}: {problem}"));
        Assert.That(error.Message, Does.Not.Contain("\n"));
    }

    [TestCase("{ onnx: a.onnx, model: resnet8 }", "teacher.model stands beside teacher.onnx, which says by itself what the network is; remove it")]
    [TestCase("{ onnx: a.onnx, checkpoint: b }", "teacher.checkpoint stands beside teacher.onnx, which says by itself what the network is; remove it")]
    [TestCase("{ onnx: a.onnx, train: { epochs: 1 } }", "teacher has both onnx and train; keep the one that is meant")]
    [TestCase("{ model: resnet8, checkpoint: a, tokens: cls }", "teacher.tokens belongs to an ONNX teacher, and this one is a network of the zoo; remove it")]
    [TestCase("{ model: resnet8, channels: bgr }", "teacher.channels belongs to a teacher from a file, and this one is trained here on the images and classes of data; remove it")]
    [TestCase("{ onnx: a.onnx, tokens: max }", "teacher.tokens is 'max' but must be one of mean, cls, grid; did you mean 'mean'?")]
    [TestCase("{ onnx: a.onnx, channels: rbg }", "teacher.channels is 'rbg' but must be one of rgb, bgr; did you mean 'rgb'?")]
    [TestCase("{ onnx: a.onnx, scale: 256 }", "teacher.scale is 256 but must be from 1 to 255")]
    [TestCase("{ onnx: a.onnx, expectedTop1: 92 }", "teacher.expectedTop1 is 92 but must be from 0 to 1")]
    [TestCase("{ onnx: a.onnx, check: skip }", "teacher.check is 'skip' but must be one of error, note; known are error, note")]
    [TestCase("{ onnx: a.onnx, normalize: { mean: [1, 2] } }", "teacher.normalize.mean wants three numbers: red, green, blue")]
    [TestCase("{ onnx: a.onnx, normalize: { mean: [123, 117, 104] } }", "teacher.normalize has a number above 1, but pixels go from 0 to 1; set teacher.scale: 255, or give the numbers for pixels from 0 to 1")]
    [TestCase("{ onnx: a.onnx, labels: [] }", "teacher.labels is empty; name the classes in the order of the logits, or remove the key")]
    [TestCase("{ onnx: a.onnx, labels: { a: b } }", "teacher.labels wants a list, found keys below it")]
    [TestCase("{ onnx: a.onnx, label: [a, b] }", "unknown key 'label' in teacher; did you mean 'labels'?")]
    [TestCase("{ onnx: a.onnx, others: [{ model: resnet8 }] }", "teacher.others[0].checkpoint is missing; name the file of its weights, or an ONNX file with teacher.others[0].onnx")]
    [TestCase("{ onnx: a.onnx, others: [{ onnx: b.onnx, width: 2 }] }", "teacher.others[0].width stands beside teacher.others[0].onnx, which says by itself what the network is; remove it")]
    public void A_wrong_teacher_is_one_line_with_its_place(string teacher, string problem)
    {
        var error = Assert.Throws<RecipeException>(() => RecipeFile.Parse(
            Minimal.Replace("{ model: resnet8 }", teacher, StringComparison.Ordinal), "models/tiny/recipe.yaml"))!;

        Assert.That(error.Message, Is.EqualTo($"models/tiny/recipe.yaml:3: {problem}"));
    }

    [Test]
    public void ReviewKD_needs_named_features_of_an_ONNX_teacher() => Assert.That(
        () => RecipeFile.Parse(Minimal.Replace("{ model: resnet8 }", "{ onnx: a.onnx }", StringComparison.Ordinal) + "distill: { method: reviewkd }", "r.yaml"),
        Throws.TypeOf<RecipeException>().With.Message.StartsWith("r.yaml:5: distill.reviewKd needs teacherFeatures and studentFeatures: an ONNX teacher has no stages"));

    [Test]
    public void A_missing_file_says_so() =>
        Assert.That(() => RecipeFile.Load("no/such.yaml"),
            Throws.TypeOf<RecipeException>().With.Message.EqualTo("no/such.yaml: there is no such recipe; name one with --recipe"));

    [Test]
    public void Hostile_depth_is_refused_before_the_tree_is_built() =>
        Assert.That(() => RecipeFile.Parse("name: " + new string('[', 100_000), "r.yaml"),
            Throws.TypeOf<RecipeException>().With.Message.Contains("nested more than"));

    [Test]
    public void A_huge_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("r.yaml"), new string('#', (1 << 20) + 1));
        Assert.That(() => RecipeFile.Load(folder.File("r.yaml")), Throws.TypeOf<RecipeException>().With.Message.Contains("at most"));
    }
}
