package run

import "w3id.org/concord/index"

// The kernels of each width. They are called by name: a table of functions would make what is unpacked escape to the
// heap.

// unpackWhole calls unpack8 of a width.
func unpackWhole(dst []index.ID, src []byte, w int, base index.ID) {
	if w > 28 {
		unpackWide(dst, src, w, base)
		return
	}
	switch w {
	case 1:
		unpack8[[1]byte](dst, src, base)
	case 2:
		unpack8[[2]byte](dst, src, base)
	case 3:
		unpack8[[3]byte](dst, src, base)
	case 4:
		unpack8[[4]byte](dst, src, base)
	case 5:
		unpack8[[5]byte](dst, src, base)
	case 6:
		unpack8[[6]byte](dst, src, base)
	case 7:
		unpack8[[7]byte](dst, src, base)
	case 8:
		unpack8[[8]byte](dst, src, base)
	case 9:
		unpack8[[9]byte](dst, src, base)
	case 10:
		unpack8[[10]byte](dst, src, base)
	case 11:
		unpack8[[11]byte](dst, src, base)
	case 12:
		unpack8[[12]byte](dst, src, base)
	case 13:
		unpack8[[13]byte](dst, src, base)
	case 14:
		unpack8[[14]byte](dst, src, base)
	case 15:
		unpack8[[15]byte](dst, src, base)
	case 16:
		unpack8[[16]byte](dst, src, base)
	case 17:
		unpack8[[17]byte](dst, src, base)
	case 18:
		unpack8[[18]byte](dst, src, base)
	case 19:
		unpack8[[19]byte](dst, src, base)
	case 20:
		unpack8[[20]byte](dst, src, base)
	case 21:
		unpack8[[21]byte](dst, src, base)
	case 22:
		unpack8[[22]byte](dst, src, base)
	case 23:
		unpack8[[23]byte](dst, src, base)
	case 24:
		unpack8[[24]byte](dst, src, base)
	case 25:
		unpack8[[25]byte](dst, src, base)
	case 26:
		unpack8[[26]byte](dst, src, base)
	case 27:
		unpack8[[27]byte](dst, src, base)
	case 28:
		unpack8[[28]byte](dst, src, base)
	}
}

func unpackWide(dst []index.ID, src []byte, w int, base index.ID) {
	switch w {
	case 29:
		unpack8[[29]byte](dst, src, base)
	case 30:
		unpack8[[30]byte](dst, src, base)
	case 31:
		unpack8[[31]byte](dst, src, base)
	case 32:
		unpack8[[32]byte](dst, src, base)
	case 33:
		unpack8[[33]byte](dst, src, base)
	case 34:
		unpack8[[34]byte](dst, src, base)
	case 35:
		unpack8[[35]byte](dst, src, base)
	case 36:
		unpack8[[36]byte](dst, src, base)
	case 37:
		unpack8[[37]byte](dst, src, base)
	case 38:
		unpack8[[38]byte](dst, src, base)
	case 39:
		unpack8[[39]byte](dst, src, base)
	case 40:
		unpack8[[40]byte](dst, src, base)
	case 41:
		unpack8[[41]byte](dst, src, base)
	case 42:
		unpack8[[42]byte](dst, src, base)
	case 43:
		unpack8[[43]byte](dst, src, base)
	case 44:
		unpack8[[44]byte](dst, src, base)
	case 45:
		unpack8[[45]byte](dst, src, base)
	case 46:
		unpack8[[46]byte](dst, src, base)
	case 47:
		unpack8[[47]byte](dst, src, base)
	case 48:
		unpack8[[48]byte](dst, src, base)
	case 49:
		unpack8[[49]byte](dst, src, base)
	case 50:
		unpack8[[50]byte](dst, src, base)
	case 51:
		unpack8[[51]byte](dst, src, base)
	case 52:
		unpack8[[52]byte](dst, src, base)
	case 53:
		unpack8[[53]byte](dst, src, base)
	case 54:
		unpack8[[54]byte](dst, src, base)
	case 55:
		unpack8[[55]byte](dst, src, base)
	case 56:
		unpack8[[56]byte](dst, src, base)
	case 57:
		unpack8[[57]byte](dst, src, base)
	}
}

// sumWhole calls sum8 of a width.
func sumWhole(dst []index.ID, src []byte, w int, acc index.ID) index.ID {
	if w > 28 {
		return sumWide(dst, src, w, acc)
	}
	switch w {
	case 1:
		return sum8[[1]byte](dst, src, acc)
	case 2:
		return sum8[[2]byte](dst, src, acc)
	case 3:
		return sum8[[3]byte](dst, src, acc)
	case 4:
		return sum8[[4]byte](dst, src, acc)
	case 5:
		return sum8[[5]byte](dst, src, acc)
	case 6:
		return sum8[[6]byte](dst, src, acc)
	case 7:
		return sum8[[7]byte](dst, src, acc)
	case 8:
		return sum8[[8]byte](dst, src, acc)
	case 9:
		return sum8[[9]byte](dst, src, acc)
	case 10:
		return sum8[[10]byte](dst, src, acc)
	case 11:
		return sum8[[11]byte](dst, src, acc)
	case 12:
		return sum8[[12]byte](dst, src, acc)
	case 13:
		return sum8[[13]byte](dst, src, acc)
	case 14:
		return sum8[[14]byte](dst, src, acc)
	case 15:
		return sum8[[15]byte](dst, src, acc)
	case 16:
		return sum8[[16]byte](dst, src, acc)
	case 17:
		return sum8[[17]byte](dst, src, acc)
	case 18:
		return sum8[[18]byte](dst, src, acc)
	case 19:
		return sum8[[19]byte](dst, src, acc)
	case 20:
		return sum8[[20]byte](dst, src, acc)
	case 21:
		return sum8[[21]byte](dst, src, acc)
	case 22:
		return sum8[[22]byte](dst, src, acc)
	case 23:
		return sum8[[23]byte](dst, src, acc)
	case 24:
		return sum8[[24]byte](dst, src, acc)
	case 25:
		return sum8[[25]byte](dst, src, acc)
	case 26:
		return sum8[[26]byte](dst, src, acc)
	case 27:
		return sum8[[27]byte](dst, src, acc)
	case 28:
		return sum8[[28]byte](dst, src, acc)
	}
	return acc
}

func sumWide(dst []index.ID, src []byte, w int, acc index.ID) index.ID {
	switch w {
	case 29:
		return sum8[[29]byte](dst, src, acc)
	case 30:
		return sum8[[30]byte](dst, src, acc)
	case 31:
		return sum8[[31]byte](dst, src, acc)
	case 32:
		return sum8[[32]byte](dst, src, acc)
	case 33:
		return sum8[[33]byte](dst, src, acc)
	case 34:
		return sum8[[34]byte](dst, src, acc)
	case 35:
		return sum8[[35]byte](dst, src, acc)
	case 36:
		return sum8[[36]byte](dst, src, acc)
	case 37:
		return sum8[[37]byte](dst, src, acc)
	case 38:
		return sum8[[38]byte](dst, src, acc)
	case 39:
		return sum8[[39]byte](dst, src, acc)
	case 40:
		return sum8[[40]byte](dst, src, acc)
	case 41:
		return sum8[[41]byte](dst, src, acc)
	case 42:
		return sum8[[42]byte](dst, src, acc)
	case 43:
		return sum8[[43]byte](dst, src, acc)
	case 44:
		return sum8[[44]byte](dst, src, acc)
	case 45:
		return sum8[[45]byte](dst, src, acc)
	case 46:
		return sum8[[46]byte](dst, src, acc)
	case 47:
		return sum8[[47]byte](dst, src, acc)
	case 48:
		return sum8[[48]byte](dst, src, acc)
	case 49:
		return sum8[[49]byte](dst, src, acc)
	case 50:
		return sum8[[50]byte](dst, src, acc)
	case 51:
		return sum8[[51]byte](dst, src, acc)
	case 52:
		return sum8[[52]byte](dst, src, acc)
	case 53:
		return sum8[[53]byte](dst, src, acc)
	case 54:
		return sum8[[54]byte](dst, src, acc)
	case 55:
		return sum8[[55]byte](dst, src, acc)
	case 56:
		return sum8[[56]byte](dst, src, acc)
	case 57:
		return sum8[[57]byte](dst, src, acc)
	}
	return acc
}
